package io.devq.jobs;

/// How long history is kept; the lengths are the operator's.
public enum Retention {
  /// A day.
  SHORT,
  /// Thirty days.
  NORMAL,
  /// A year.
  LONG,
  /// For ever.
  FOREVER
}
