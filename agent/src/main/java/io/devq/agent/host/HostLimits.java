package io.devq.agent.host;

import java.time.Duration;

/// The bounds of a host.
public final class HostLimits {

  /// How many services one host runs.
  public static final int SERVICES = 50;

  /// How many pieces are sent to peers at once; further requests are answered 503.
  public static final int UPLOADS = 32;

  /// How long a peer's request waits for a piece that has not arrived here yet.
  public static final Duration PIECE_WAIT = Duration.ofSeconds(10);

  /// How long a source may send nothing before the host complains.
  public static final Duration STALL = Duration.ofMillis(800);

  /// How long one piece may take.
  public static final Duration PIECE = Duration.ofMinutes(2);

  /// The pause after a source failed.
  public static final Duration FETCH_PAUSE = Duration.ofMillis(100);

  /// How long the server may hold an answer while there is work.
  public static final Duration BUSY_HOLD = Duration.ofMillis(200);

  /// How long the server may hold an answer while there is none.
  public static final Duration IDLE_HOLD = Duration.ofSeconds(2);

  /// The longest pause after the server could not be reached.
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// How long a program has to end by itself when it is asked to.
  public static final Duration STOP_GRACE = Duration.ofSeconds(5);

  /// How long one health check may take.
  public static final Duration CHECK = Duration.ofSeconds(2);

  /// How often a healthy program is looked at.
  public static final Duration WATCH = Duration.ofSeconds(1);

  /// How many checks in a row a healthy program may fail.
  public static final int FAILED_CHECKS = 3;

  /// How long a program without a health check must live to count as healthy.
  public static final Duration LIVES = Duration.ofSeconds(2);

  /// How often a program that ended by itself is started again before it counts as failed.
  public static final int RESTARTS = 3;

  /// How many files an archive may hold.
  public static final int ENTRIES = 200_000;

  /// How many bytes an archive may unpack to.
  public static final long UNPACKED = 64L << 30;

  /// How long a program's output may grow before it is cut.
  public static final long LOG = 64L << 20;

  private HostLimits() {}
}
