package io.devq.jobs.store;

import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;

/// The part of the backlog a run waits in. Lanes are read apart, each from a mark of its own, so
/// that a flood in one delays no other: queue × kind × priority, packed into 31 bits.
///
/// @param number `queue << 7 | kind << 4 | 9 - priority`
public record Lane(int number) {

  /// What kind of work stands in a lane.
  public enum Kind {
    /// One-time jobs on their first attempt.
    ONE_TIME("one-time"),
    /// Runs of recurring jobs on their first attempt.
    RECURRING("recurring"),
    /// Runs on a later attempt, which never wait behind new work.
    RETRIED("retried"),
    /// Steps of builds.
    BUILD("build"),
    /// Runs with an order key, on any attempt: they start in due order whatever their priority.
    ORDERED("ordered");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// The name users see.
    public String text() {
      return text;
    }
  }

  /// The highest priority.
  public static final int HIGHEST = 9;

  private static final Kind[] KINDS = Kind.values();

  /// The lane of a run.
  ///
  /// @param priority 0 to 9, 9 first
  public static Lane of(int queue, Kind kind, int priority) {
    return new Lane((queue << 7) | (kind.ordinal() << 4) | (HIGHEST - priority));
  }

  /// The lane of a job's first attempts.
  public static Lane of(int queue, JobSpec spec) {
    if (spec.sharing().orderKey() != null) {
      return of(queue, Kind.ORDERED, JobSpec.DEFAULT_PRIORITY);
    }
    Kind kind =
        spec.schedule() instanceof Schedule.Recurring
            ? Kind.RECURRING
            : spec.queue().equals(JobSpec.BUILD_QUEUE) ? Kind.BUILD : Kind.ONE_TIME;
    return of(queue, kind, spec.priority());
  }

  /// The queue's number.
  public int queue() {
    return number >>> 7;
  }

  /// What kind of work.
  public Kind kind() {
    return KINDS[(number >>> 4) & 7];
  }

  /// 0 to 9, 9 first.
  public int priority() {
    return HIGHEST - (number & 15);
  }

  /// The same lane for another priority.
  public Lane withPriority(int priority) {
    return of(queue(), kind(), priority);
  }

  /// The lane of a later attempt. Work in strict order stays where it is: nothing may pass it.
  public Lane retried() {
    return kind() == Kind.ORDERED ? this : of(queue(), Kind.RETRIED, priority());
  }
}
