package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.protocol.Views;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When a job is due, as options.
final class ScheduleOptions {

  @Option(
      names = "--cron",
      paramLabel = "EXPR",
      description = "Five fields, six with seconds first, or @daily and friends.")
  private @Nullable String cron;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Instead of --cron: how far apart, such as 30s.")
  private @Nullable String every;

  @Option(
      names = "--every-after",
      paramLabel = "TIME",
      description = "Instead of --cron: how long after the run before has ended.")
  private @Nullable String everyAfter;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone of --cron; UTC when not said.")
  private @Nullable String zone;

  @Option(
      names = "--gap",
      paramLabel = "RULE",
      description = "A local time that does not exist: atTransition (default), skip, shift.")
  private @Nullable String gap;

  @Option(
      names = "--fold",
      paramLabel = "RULE",
      description = "A local time that comes twice: first (default), last, both.")
  private @Nullable String fold;

  @Option(
      names = "--overlap",
      paramLabel = "POLICY",
      description =
          "When the one before still runs: skip (default), allow, queueOne, queueAll,"
              + " cancelRunning, killRunning.")
  private @Nullable String overlap;

  @Option(
      names = "--queue-limit",
      paramLabel = "N",
      description = "How many wait at most under queueAll; 100 when not said.")
  private @Nullable Integer queueLimit;

  @Option(
      names = "--catch-up",
      paramLabel = "POLICY",
      description = "After downtime: latest (default), none or all.")
  private @Nullable String catchUp;

  @Option(
      names = "--catch-up-window",
      paramLabel = "TIME",
      description = "How far back to catch up; 1d when not said.")
  private @Nullable String catchUpWindow;

  @Option(
      names = "--catch-up-limit",
      paramLabel = "N",
      description = "How many to catch up at most; 100 when not said.")
  private @Nullable Integer catchUpLimit;

  @Option(names = "--start", paramLabel = "TIME", description = "Not before this moment.")
  private @Nullable String start;

  @Option(names = "--end", paramLabel = "TIME", description = "Not from this moment on.")
  private @Nullable String end;

  @Option(names = "--max-runs", paramLabel = "N", description = "So many runs, then no more.")
  private @Nullable Long maxRuns;

  @Option(
      names = "--jitter",
      paramLabel = "TIME",
      description = "Start up to so much later, at random.")
  private @Nullable String jitter;

  @Option(
      names = "--spread",
      paramLabel = "TIME",
      description = "Start later by a part of this that is the job's own.")
  private @Nullable String spread;

  @Option(
      names = "--include",
      paramLabel = "CALENDAR",
      description = "Only on days of this calendar; may be repeated.")
  private List<String> include = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "CALENDAR",
      description = "Not on days of this calendar; may be repeated.")
  private List<String> exclude = new ArrayList<>();

  @Option(names = "--pause-on-failure", description = "Pause when a run fails for good.")
  private boolean pauseOnFailure;

  /// The schedule.
  ///
  /// @throws Problem `invalid_schedule` when it says when in no way, or in several
  Views.Schedule schedule() {
    if (Stream.of(cron, every, everyAfter).filter(Objects::nonNull).count() != 1) {
      throw Problem.invalid("invalid_schedule", "Give one of --cron, --every and --every-after.");
    }
    return with(cron);
  }

  /// The schedule with another way to say when.
  Views.Schedule with(@Nullable String expression) {
    return Views.Schedule.with()
        .cron(expression)
        .zone(zone)
        .every(duration(every))
        .everyAfter(duration(everyAfter))
        .gap(gap)
        .fold(fold)
        .overlap(overlap)
        .queueLimit(queueLimit)
        .pauseOnFailure(pauseOnFailure ? Boolean.TRUE : null)
        .catchUp(catchUp)
        .catchUpWindow(duration(catchUpWindow))
        .catchUpLimit(catchUpLimit)
        .start(moment("--start", start))
        .end(moment("--end", end))
        .maxRuns(maxRuns)
        .jitter(duration(jitter))
        .spread(duration(spread))
        .calendars(
            include.isEmpty() && exclude.isEmpty() ? null : new Views.Calendars(include, exclude))
        .build();
  }

  private static @Nullable Duration duration(@Nullable String text) {
    return JobOptions.duration(text);
  }

  /// A moment as people write it.
  ///
  /// @throws Problem `invalid_time`
  static @Nullable Instant moment(String option, @Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException _) {
      throw Problem.invalid(
          "invalid_time",
          "\"" + text + "\" is no moment; write " + option + " 2026-12-24T18:00:00Z.");
    }
  }
}
