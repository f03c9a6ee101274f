package io.devq.protocol;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Puts a [Views.Schedule] together; what is not given is the server's default.
public final class ScheduleBuilder {

  private @Nullable String cron;
  private @Nullable String zone;
  private @Nullable Instant at;
  private @Nullable Duration delay;
  private @Nullable Duration every;
  private @Nullable Duration everyAfter;
  private @Nullable String gap;
  private @Nullable String fold;
  private @Nullable String overlap;
  private @Nullable Integer queueLimit;
  private @Nullable Boolean pauseOnFailure;
  private @Nullable String catchUp;
  private @Nullable Duration catchUpWindow;
  private @Nullable Integer catchUpLimit;
  private @Nullable Instant start;
  private @Nullable Instant end;
  private @Nullable Long maxRuns;
  private @Nullable Duration jitter;
  private @Nullable Duration spread;
  private Views.@Nullable Calendars calendars;

  ScheduleBuilder() {}

  /// By a cron expression.
  public ScheduleBuilder cron(@Nullable String cron) {
    this.cron = cron;
    return this;
  }

  /// In a time zone.
  public ScheduleBuilder zone(@Nullable String zone) {
    this.zone = zone;
    return this;
  }

  /// Once, at a moment.
  public ScheduleBuilder at(@Nullable Instant at) {
    this.at = at;
    return this;
  }

  /// Once, after a delay.
  public ScheduleBuilder delay(@Nullable Duration delay) {
    this.delay = delay;
    return this;
  }

  /// At a fixed rate.
  public ScheduleBuilder every(@Nullable Duration every) {
    this.every = every;
    return this;
  }

  /// So long after the run before has ended.
  public ScheduleBuilder everyAfter(@Nullable Duration everyAfter) {
    this.everyAfter = everyAfter;
    return this;
  }

  /// About local times that do not exist.
  public ScheduleBuilder gap(@Nullable String gap) {
    this.gap = gap;
    return this;
  }

  /// About local times that come twice.
  public ScheduleBuilder fold(@Nullable String fold) {
    this.fold = fold;
    return this;
  }

  /// What happens while the run before is not over.
  public ScheduleBuilder overlap(@Nullable String overlap) {
    this.overlap = overlap;
    return this;
  }

  /// How many firings wait at most.
  public ScheduleBuilder queueLimit(@Nullable Integer queueLimit) {
    this.queueLimit = queueLimit;
    return this;
  }

  /// Whether a failure pauses the job.
  public ScheduleBuilder pauseOnFailure(@Nullable Boolean pauseOnFailure) {
    this.pauseOnFailure = pauseOnFailure;
    return this;
  }

  /// What is made up for after a downtime.
  public ScheduleBuilder catchUp(@Nullable String catchUp) {
    this.catchUp = catchUp;
    return this;
  }

  /// How far back.
  public ScheduleBuilder catchUpWindow(@Nullable Duration catchUpWindow) {
    this.catchUpWindow = catchUpWindow;
    return this;
  }

  /// How many at most.
  public ScheduleBuilder catchUpLimit(@Nullable Integer catchUpLimit) {
    this.catchUpLimit = catchUpLimit;
    return this;
  }

  /// Not before.
  public ScheduleBuilder start(@Nullable Instant start) {
    this.start = start;
    return this;
  }

  /// Not from then on.
  public ScheduleBuilder end(@Nullable Instant end) {
    this.end = end;
    return this;
  }

  /// So many runs at most.
  public ScheduleBuilder maxRuns(@Nullable Long maxRuns) {
    this.maxRuns = maxRuns;
    return this;
  }

  /// Later by a random part of this.
  public ScheduleBuilder jitter(@Nullable Duration jitter) {
    this.jitter = jitter;
    return this;
  }

  /// Later by the same part of this for all runs of a job.
  public ScheduleBuilder spread(@Nullable Duration spread) {
    this.spread = spread;
    return this;
  }

  /// By these calendars.
  public ScheduleBuilder calendars(Views.@Nullable Calendars calendars) {
    this.calendars = calendars;
    return this;
  }

  /// The schedule.
  public Views.Schedule build() {
    return new Views.Schedule(
        cron,
        zone,
        at,
        delay,
        every,
        everyAfter,
        gap,
        fold,
        overlap,
        queueLimit,
        pauseOnFailure,
        catchUp,
        catchUpWindow,
        catchUpLimit,
        start,
        end,
        maxRuns,
        jitter,
        spread,
        calendars);
  }
}
