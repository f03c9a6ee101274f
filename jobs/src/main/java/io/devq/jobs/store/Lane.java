package io.devq.jobs.store;

import io.devq.base.Shards;
import org.jspecify.annotations.Nullable;

/// The part of the backlog a run waits in. Lanes are read apart, each from a mark of its own, so
/// that a flood in one delays no other: queue × kind × priority band × bucket of the fair key,
/// packed into 31 bits.
///
/// @param number `queue << 11 | kind << 8 | band << 6 | bucket`
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
    BUILD("build");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// The name users see.
    public String text() {
      return text;
    }
  }

  /// How many priority bands there are.
  public static final int BANDS = 4;

  private static final int BUCKETS = 64;
  private static final Kind[] KINDS = Kind.values();

  /// The lane of a run.
  ///
  /// @param priority 0 to 9, 9 first
  /// @param fairKey whom the run is for, or null
  public static Lane of(int queue, Kind kind, int priority, @Nullable String fairKey) {
    int bucket = fairKey == null ? 0 : (int) Long.remainderUnsigned(Shards.hash(fairKey), BUCKETS);
    return new Lane((queue << 11) | (kind.ordinal() << 8) | (band(priority) << 6) | bucket);
  }

  private static int band(int priority) {
    return (9 - priority) * 4 / 10;
  }

  /// The queue's number.
  public int queue() {
    return number >>> 11;
  }

  /// What kind of work.
  public Kind kind() {
    return KINDS[(number >>> 8) & 3];
  }

  /// 0 for the highest priorities to 3 for the lowest.
  public int band() {
    return (number >>> 6) & 3;
  }

  /// The same lane for another priority band.
  public Lane withBand(int band) {
    return new Lane((number & ~(3 << 6)) | (band << 6));
  }

  /// The same lane for another kind of work.
  public Lane withKind(Kind kind) {
    return new Lane((number & ~(7 << 8)) | (kind.ordinal() << 8));
  }
}
