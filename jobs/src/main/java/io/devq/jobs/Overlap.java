package io.devq.jobs;

/// What happens when a recurring job is due while a run of it is not yet over.
public enum Overlap {
  /// Both run.
  ALLOW,
  /// The new occurrence is skipped, and the ledger says so.
  SKIP
}
