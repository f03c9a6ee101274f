package io.devq.base;

import java.util.UUID;

/// Names a build of one commit of one repository.
public record BuildId(UUID value) implements Id, Comparable<BuildId> {

  /// The prefix of its text form.
  public static final String PREFIX = "build";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static BuildId parse(String text) {
    return new BuildId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(BuildId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
