package io.devq.base;

import java.util.UUID;

/// Names a signal: something that somebody wants of a run or a job, told to its owner.
public record SignalId(UUID value) implements Id, Comparable<SignalId> {

  /// The prefix of its text form.
  public static final String PREFIX = "signal";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static SignalId parse(String text) {
    return new SignalId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(SignalId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
