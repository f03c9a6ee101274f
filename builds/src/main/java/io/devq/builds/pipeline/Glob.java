package io.devq.builds.pipeline;

/// A pattern over branch names or relative paths: `*` stands for anything but a slash, `**` for
/// anything, `**` and a slash also for nothing, `?` for one character that is not a slash. Whatever
/// else stands in it stands for itself. Matching takes time proportional to the length of the
/// pattern times that of the name, whatever they are.
///
/// @param text as written
public record Glob(String text) {

  /// Whether the whole of `name` fits.
  public boolean matches(String name) {
    return ends(text, name)[name.length()];
  }

  /// Whether `path` fits, or lies in a folder that fits.
  public boolean covers(String path) {
    String folder = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    boolean[] ends = ends(folder, path);
    for (int at = 0; at < path.length(); at++) {
      if (ends[at] && path.charAt(at) == '/') {
        return true;
      }
    }
    return ends[path.length()];
  }

  /// For each length whether the pattern fits the first so many characters of the name.
  private static boolean[] ends(String glob, String name) {
    boolean[] ends = new boolean[name.length() + 1];
    ends[0] = true;
    for (int at = 0; at < glob.length(); at++) {
      if (glob.startsWith("**/", at)) {
        ends = folders(ends, name);
        at += 2;
      } else if (glob.startsWith("**", at)) {
        ends = any(ends, name, true);
        at++;
      } else if (glob.charAt(at) == '*') {
        ends = any(ends, name, false);
      } else {
        ends = one(ends, name, glob.charAt(at));
      }
    }
    return ends;
  }

  private static boolean[] one(boolean[] before, String name, char wanted) {
    boolean[] after = new boolean[before.length];
    for (int at = 0; at < name.length(); at++) {
      char c = name.charAt(at);
      after[at + 1] = before[at] && (wanted == '?' ? c != '/' : c == wanted);
    }
    return after;
  }

  private static boolean[] any(boolean[] before, String name, boolean slashes) {
    boolean[] after = before.clone();
    for (int at = 0; at < name.length(); at++) {
      after[at + 1] |= after[at] && (slashes || name.charAt(at) != '/');
    }
    return after;
  }

  private static boolean[] folders(boolean[] before, String name) {
    boolean[] after = before.clone();
    boolean begun = false;
    for (int at = 0; at < name.length(); at++) {
      begun |= before[at];
      after[at + 1] |= begun && name.charAt(at) == '/';
    }
    return after;
  }
}
