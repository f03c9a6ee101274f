package io.devq.cli.screen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// Colours for a terminal, or none. A state always has its name beside its colour.
public enum Style {
  /// As is.
  PLAIN,
  /// With ANSI colours.
  COLOUR;

  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final String RESET = "\u001b[0m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BLUE = "\u001b[36m";

  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("SUCCEEDED", GREEN),
          Map.entry("HEALTHY", GREEN),
          Map.entry("PRESENT", GREEN),
          Map.entry("ACTIVE", GREEN),
          Map.entry("FAILED", RED),
          Map.entry("KILLED", RED),
          Map.entry("EXPIRED", RED),
          Map.entry("ABORTED", RED),
          Map.entry("ROLLED_BACK", YELLOW),
          Map.entry("ROLLING_BACK", YELLOW),
          Map.entry("CANCELLED", YELLOW),
          Map.entry("PAUSED", YELLOW),
          Map.entry("RETRYING", YELLOW),
          Map.entry("RUNNING", BLUE),
          Map.entry("ROLLING", BLUE),
          Map.entry("DISTRIBUTING", BLUE));

  /// The style for what is written to a file descriptor: colours on a terminal, unless `NO_COLOR`
  /// is set.
  ///
  /// @param descriptor 1 for standard output, 2 for standard error
  public static Style of(int descriptor) {
    String no = System.getenv("NO_COLOR");
    boolean wanted = no == null || no.isEmpty();
    return wanted && terminal(descriptor) ? COLOUR : PLAIN;
  }

  /// Whether a file descriptor is a terminal that understands more than lines.
  public static boolean terminal(int descriptor) {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /// How many columns `text` takes on the screen.
  public static int width(String text) {
    String bare = bare(text);
    return bare.codePointCount(0, bare.length());
  }

  /// `text` without its colours.
  public static String bare(String text) {
    return ESCAPES.matcher(text).replaceAll("");
  }

  /// A state in its colour.
  public String state(String state) {
    return in(STATES.getOrDefault(state, ""), state);
  }

  /// Something good.
  public String good(String text) {
    return in(GREEN, text);
  }

  /// Something bad.
  public String bad(String text) {
    return in(RED, text);
  }

  /// Something to take note of.
  public String warn(String text) {
    return in(YELLOW, text);
  }

  /// Something that stands back.
  public String dim(String text) {
    return in("\u001b[2m", text);
  }

  /// Something that stands out.
  public String bold(String text) {
    return in("\u001b[1m", text);
  }

  private String in(String code, String text) {
    return this == PLAIN || code.isEmpty() ? text : code + text + RESET;
  }
}
