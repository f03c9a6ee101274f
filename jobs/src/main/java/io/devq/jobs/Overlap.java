package io.devq.jobs;

/// What happens when a recurring job is due while a run of it is not yet over.
public enum Overlap {
  /// Both run.
  ALLOW,
  /// The new occurrence is skipped, and the ledger says so.
  SKIP,
  /// One waits until the run before is over; those that come while one waits are skipped.
  QUEUE_ONE,
  /// All wait, up to a limit; what is over it is skipped.
  QUEUE_ALL,
  /// The runs before are cancelled, and the new one starts when they are over.
  CANCEL_RUNNING,
  /// The runs before are killed, and the new one starts when they are over.
  KILL_RUNNING;

  /// Whether runs follow each other, never two at once.
  public boolean serial() {
    return this != ALLOW && this != SKIP;
  }

  /// Whether a new run ends those before it.
  public boolean replaces() {
    return this == CANCEL_RUNNING || this == KILL_RUNNING;
  }
}
