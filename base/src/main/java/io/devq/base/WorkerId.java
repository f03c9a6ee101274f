package io.devq.base;

import java.util.UUID;

/// Names a worker: anything that runs attempts.
public record WorkerId(UUID value) implements Id, Comparable<WorkerId> {

  /// The prefix of its text form.
  public static final String PREFIX = "worker";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static WorkerId parse(String text) {
    return new WorkerId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(WorkerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
