package io.devq.jobs;

import java.time.Duration;
import java.time.Instant;

/// Every bound of the engine that a user can meet, once.
public final class JobLimits {

  /// Payload and result kept in the row.
  public static final int PAYLOAD_BYTES = 64 * 1024;

  /// Payload and result kept in the vault, and named in the row.
  public static final int LARGE_BYTES = 50 * 1024 * 1024;

  /// Jobs in one batch.
  public static final int BATCH = 10_000;

  /// Characters of a name, owner, queue, type, label or key.
  public static final int NAME_CHARS = 200;

  /// Characters of an idempotency key.
  public static final int REQUEST_KEY_CHARS = 255;

  /// Labels of a job or a worker.
  public static final int LABELS = 32;

  /// Jobs that one job depends on.
  public static final int DEPENDENCIES = 100;

  /// Runs that one request repeats.
  public static final int RERUNS = 100_000;

  /// Slots of one worker.
  public static final int SLOTS = 10_000;

  /// How often a run is given to another worker after losing one, unless its job says otherwise.
  public static final int LOST_ATTEMPTS = 3;

  /// How often a job can ask for that.
  public static final int MOST_LOST_ATTEMPTS = 100;

  /// How many attempts of one run need not count, because they were interrupted or snoozed.
  public static final int UNCOUNTED_ATTEMPTS = 1_000;

  /// The longest pause a handler can ask for before the next attempt; longer ones are cut.
  public static final Duration LONGEST_PAUSE = Duration.ofDays(30);

  /// How long an attempt may run after its handler has asked for more time, unless its job allows
  /// more from the beginning.
  public static final Duration LONGEST_EXTENDED = Duration.ofDays(7);

  /// What one attempt leaves to the next.
  public static final int CHECKPOINT_BYTES = 64 * 1024;

  /// Characters of the note beside a progress; longer ones are cut.
  public static final int PROGRESS_NOTE_CHARS = 200;

  /// Log of one attempt.
  public static final long LOG_BYTES = 100L * 1024 * 1024;

  /// One appended piece of log.
  public static final int LOG_CHUNK = 256 * 1024;

  /// How long an attempt runs unless told otherwise.
  public static final Duration TIMEOUT = Duration.ofMinutes(5);

  /// The shortest interval of a schedule.
  public static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  /// The first and the last year that schedules and calendars know.
  public static final int FIRST_YEAR = 1970;

  /// See [#FIRST_YEAR].
  public static final int LAST_YEAR = 2199;

  /// Before this no schedule starts.
  public static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  /// After this nothing fires.
  public static final Instant HORIZON = Instant.parse("2200-01-01T00:00:00Z");

  /// Times that are made up for after a downtime at most.
  public static final int MOST_MADE_UP = 10_000;

  /// Firings that wait for the run before them, unless the schedule says otherwise.
  public static final int QUEUED_FIRINGS = 100;

  /// Firings that a schedule can ask to wait.
  public static final int MOST_QUEUED_FIRINGS = 10_000;

  /// The longest jitter and the widest spread of runs.
  public static final Duration WIDEST_SPREAD = Duration.ofDays(1);

  /// Calendars one schedule follows.
  public static final int CALENDARS_OF_A_SCHEDULE = 16;

  /// Calendars of a project.
  public static final int CALENDARS = 1_000;

  /// Dates one calendar names.
  public static final int DATES_OF_A_CALENDAR = 4_000;

  /// Nominal times of one backfill.
  public static final int BACKFILL = 10_000;

  /// Characters of a note.
  public static final int NOTE_CHARS = 500;

  /// Rows of one page of a list.
  public static final int PAGE = 200;

  private JobLimits() {}

  /// How long an attempt may run at most, however often its handler asks for more time.
  public static Duration longestLimit(Duration timeout) {
    return timeout.compareTo(LONGEST_EXTENDED) > 0 ? timeout : LONGEST_EXTENDED;
  }
}
