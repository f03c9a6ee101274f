package io.devq.jobs;

/// What happens to the times that passed while nothing could fire.
public enum CatchUp {
  /// They are missed, and the ledger says so.
  NONE,
  /// The newest one inside the window runs; the others are missed.
  LATEST,
  /// All inside the window run, up to the limit, newest kept.
  ALL
}
