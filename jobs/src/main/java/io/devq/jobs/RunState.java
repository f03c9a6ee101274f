package io.devq.jobs;

/// Where a run is. A live run's state is not written anywhere: it follows from where the run stands
/// . A final state is written once, in history.
public enum RunState {
  /// Due later. Time moves it on to QUEUED; a crash does nothing to it.
  SCHEDULED,
  /// Waits for other jobs or a gate. What it waits for moves it on.
  BLOCKED,
  /// Due, waiting for a worker or a limit. The owner of its shard moves it on by a claim.
  QUEUED,
  /// Given to a worker, not yet seen running; the attempt is recorded. The worker's word moves it
  /// on; when the worker is lost the owner gives it to another one.
  CLAIMED,
  /// A worker reports it. Its outcome ends it; when the worker is lost the owner gives it to
  /// another one.
  RUNNING,
  /// An attempt failed or was lost, another one will come at a known time.
  RETRYING,
  /// Final. Result and log are stored.
  SUCCEEDED,
  /// Final. No attempts left, or the failure was declared fatal.
  FAILED,
  /// Final. Ended by force: a time limit or an overlap policy; the reason says which.
  KILLED,
  /// Final. Somebody asked.
  CANCELLED,
  /// Final. Waited longer than its queue time-out.
  EXPIRED;

  /// Whether nothing moves a run out of this state.
  public boolean isFinal() {
    return switch (this) {
      case SCHEDULED, BLOCKED, QUEUED, CLAIMED, RUNNING, RETRYING -> false;
      case SUCCEEDED, FAILED, KILLED, CANCELLED, EXPIRED -> true;
    };
  }
}
