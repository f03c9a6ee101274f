package io.devq.server.web;

/// An entry of the navigation.
///
/// @param path where it leads
/// @param key the letter that goes there after `g`, or the empty text
public record NavLink(String title, String path, String key) {

  /// Whether a page at `current` belongs to this entry.
  public boolean holds(String current) {
    return path.equals("/")
        ? current.equals("/")
        : current.equals(path) || current.startsWith(path + "/");
  }
}
