package io.devq.base;

import java.util.UUID;

/// Names a job. A one-time job and its run share the same 128 bits.
public record JobId(UUID value) implements Id, Comparable<JobId> {

  /// The prefix of its text form.
  public static final String PREFIX = "job";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static JobId parse(String text) {
    return new JobId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
