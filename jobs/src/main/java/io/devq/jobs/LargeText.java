package io.devq.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A JSON text that is too large for a row, and where it is. Its own text, `blob:NAME:BYTES`,
/// stands in the row instead of the JSON text and cannot be taken for one.
///
/// @param name in the [ContentVault]
public record LargeText(String name, long bytes) {

  private static final Pattern FORM = Pattern.compile("blob:([0-9a-zA-Z._-]{1,200}):([0-9]{1,12})");

  /// What stands in the row.
  public String text() {
    return "blob:" + name + ":" + bytes;
  }

  /// What stands in a row, when it is one; empty when it is a text itself.
  public static Optional<LargeText> parse(String stored) {
    if (!stored.startsWith("blob:")) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(stored);
    return form.matches()
        ? Optional.of(new LargeText(form.group(1), Long.parseLong(form.group(2))))
        : Optional.empty();
  }
}
