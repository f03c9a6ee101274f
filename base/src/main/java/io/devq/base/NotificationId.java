package io.devq.base;

import java.util.UUID;

/// Names a rule on whom to tell of what becomes of jobs.
public record NotificationId(UUID value) implements Id, Comparable<NotificationId> {

  /// The prefix of its text form.
  public static final String PREFIX = "notification";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static NotificationId parse(String text) {
    return new NotificationId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(NotificationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
