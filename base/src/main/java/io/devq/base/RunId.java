package io.devq.base;

import java.util.UUID;

/// Names a run: one time a job was, or is, due.
public record RunId(UUID value) implements Id, Comparable<RunId> {

  /// The prefix of its text form.
  public static final String PREFIX = "run";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static RunId parse(String text) {
    return new RunId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(RunId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
