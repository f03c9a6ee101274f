package io.devq.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Jobs and runs as the API shows and takes them.
public final class Views {

  private Views() {}

  /// One page of a list.
  ///
  /// @param nextCursor asks for the next page, or null on the last one
  public record Page<T>(List<T> items, @Nullable String nextCursor) {}

  /// A job to be created. Only `type` is required.
  public record NewJob(
      @Nullable JobId id,
      @Nullable String name,
      @Nullable String description,
      String type,
      @Nullable String owner,
      @Nullable String queue,
      @Nullable JsonNode payload,
      @Nullable Schedule schedule,
      @Nullable Integer priority,
      @Nullable List<String> labels,
      @Nullable Retry retry,
      @Nullable Duration timeout,
      @Nullable Duration queueTimeout,
      @Nullable Duration progressTimeout,
      @Nullable Duration finishWithin,
      @Nullable Duration mustSucceedWithin,
      @Nullable Concurrency concurrency,
      @Nullable Rate rate,
      @Nullable String fairKey,
      @Nullable String orderKey,
      @Nullable Integer weight,
      @Nullable Unique unique,
      @Nullable List<Dependency> dependsOn,
      @JsonProperty("notify") @Nullable List<Notify> notices,
      @Nullable String resultLocation,
      @Nullable Map<String, String> tags,
      @Nullable String retention) {

    /// A job of a type, to which the rest can be added.
    public static NewJobBuilder of(String type) {
      return new NewJobBuilder(type);
    }
  }

  /// Jobs to be created together, and one that follows them.
  ///
  /// @param jobs 1 to 10,000
  /// @param then waits for all of them
  /// @param when how each must end for that: `success` (the default), `failure` or `any`; after any
  ///   other end `then` is cancelled
  public record NewGroup(List<NewJob> jobs, NewJob then, @Nullable String when) {}

  /// Jobs that were created together, in the order they were given, and the one that follows them.
  public record Group(List<JobId> jobs, Job then) {}

  /// Runs that are meant all at once, and what is to become of them. What is not given does not
  /// restrict.
  ///
  /// @param tag the name of a tag, or `name=value`
  /// @param text what type, owner, name, tags or payload contain
  /// @param since created at this moment or later
  /// @param until created before this moment
  /// @param all true when nothing else is given and every run is meant
  /// @param priority the new one, of `/runs/reprioritise` only
  /// @param dryRun whether they are only counted
  public record ManyRuns(
      @Nullable JobId job,
      @Nullable String queue,
      @Nullable String type,
      @Nullable String owner,
      @Nullable String state,
      @Nullable String tag,
      @Nullable String text,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable Boolean all,
      @Nullable Integer priority,
      @Nullable Boolean dryRun) {}

  /// What became of a change of many runs.
  ///
  /// @param matched runs that were meant
  /// @param done those that were changed
  /// @param pendingShards parts of the database whose owners go on with it
  public record Tally(boolean dryRun, long matched, long done, int pendingShards) {}

  /// How a run is to be repeated.
  ///
  /// @param payload instead of that of the run, or absent for the same
  public record Rerun(@Nullable JsonNode payload) {}

  /// How many runs with one key may be under way.
  public record Concurrency(String key, @Nullable Integer limit) {}

  /// How many runs with one key may start in a time.
  public record Rate(String key, int limit, Duration per) {}

  /// A key of which there is one job.
  ///
  /// @param scope `active`, `period` or `forever`
  /// @param period how long the key is held, with the scope `period`
  /// @param onConflict `existing`, `reject`, `replace`, `debounce` or `throttle`
  public record Unique(
      String key, @Nullable String scope, @Nullable Duration period, @Nullable String onConflict) {}

  /// A job that another one waits for.
  ///
  /// @param when `success`, `failure` or `any`
  public record Dependency(JobId job, @Nullable String when) {}

  /// Whom to tell of what: `on` lists `succeeded`, `failed`, `killed`, `cancelled`, `expired`,
  /// `late`, `missed` and `recovered`; either a webhook or an email is given.
  public record Notify(List<String> on, @Nullable String webhook, @Nullable String email) {}

  /// When a job is due; at most one of `cron`, `at`, `delay`, `every` and `everyAfter` is given.
  ///
  /// @param every a fixed rate
  /// @param everyAfter a fixed delay: due again so long after the run before has ended
  /// @param gap what becomes of a local time that does not exist: `atTransition`, `skip` or `shift`
  /// @param fold what becomes of a local time that comes twice: `first`, `last` or `both`
  /// @param queueLimit how many firings wait at most under `queueAll`
  /// @param pauseOnFailure whether the job pauses itself when a run of it fails for good
  /// @param jitter each run is due up to so much later, at random
  /// @param spread all runs of the job are due the same part of this later
  public record Schedule(
      @Nullable String cron,
      @Nullable String zone,
      @Nullable Instant at,
      @Nullable Duration delay,
      @Nullable Duration every,
      @Nullable Duration everyAfter,
      @Nullable String gap,
      @Nullable String fold,
      @Nullable String overlap,
      @Nullable Integer queueLimit,
      @Nullable Boolean pauseOnFailure,
      @Nullable String catchUp,
      @Nullable Duration catchUpWindow,
      @Nullable Integer catchUpLimit,
      @Nullable Instant start,
      @Nullable Instant end,
      @Nullable Long maxRuns,
      @Nullable Duration jitter,
      @Nullable Duration spread,
      @Nullable Calendars calendars) {

    /// An empty schedule, to be filled.
    public static ScheduleBuilder with() {
      return new ScheduleBuilder();
    }
  }

  /// The calendars a schedule follows, by name: it fires only on days of one of those included, and
  /// on no day of those excluded.
  public record Calendars(@Nullable List<String> include, @Nullable List<String> exclude) {}

  /// What happens after an attempt failed.
  ///
  /// @param onLost `retry` or `never`: `never` is another word for `lostAttempts` 0
  /// @param lostAttempts how many lost attempts are made up for, 0 to 100; 3 when not said
  /// @param delays the delays of the backoff `list`
  /// @param exit how often it is tried again after these exit codes; 0 means never
  /// @param timeout how often it is tried again after a time limit was met
  /// @param maxElapsed how long after it was first due it is tried again
  public record Retry(
      @Nullable Integer maxAttempts,
      @Nullable String backoff,
      @Nullable Duration initial,
      @Nullable Duration max,
      @Nullable Double jitter,
      @Nullable String onLost,
      @Nullable Integer lostAttempts,
      @Nullable List<Duration> delays,
      @Nullable Map<Integer, Integer> exit,
      @Nullable Integer timeout,
      @Nullable Duration maxElapsed) {}

  /// A job.
  public record Job(
      JobId id,
      @Nullable String name,
      @Nullable String description,
      String kind,
      String type,
      @Nullable String owner,
      String queue,
      String state,
      @Nullable JsonNode payload,
      @Nullable Schedule schedule,
      int priority,
      List<String> labels,
      Retry retry,
      Duration timeout,
      @Nullable Duration queueTimeout,
      @Nullable Duration progressTimeout,
      @Nullable Duration finishWithin,
      @Nullable Duration mustSucceedWithin,
      @Nullable Concurrency concurrency,
      @Nullable Rate rate,
      @Nullable String fairKey,
      @Nullable String orderKey,
      int weight,
      @Nullable Unique unique,
      List<Dependency> dependsOn,
      @JsonProperty("notify") List<Notify> notices,
      @Nullable String resultLocation,
      Map<String, String> tags,
      String retention,
      Instant createdAt,
      @Nullable Instant updatedAt,
      @Nullable Pause pause,
      @Nullable Instant lastRunAt,
      @Nullable Instant nextRunAt,
      int runningCount,
      @Nullable RunBrief lastRun,
      int shard) {}

  /// A run in short.
  public record RunBrief(RunId id, String state) {}

  /// A run.
  public record Run(
      RunId id,
      JobId jobId,
      String project,
      @Nullable String owner,
      String type,
      String queue,
      String lane,
      String state,
      @Nullable String reason,
      @JsonProperty("class") @Nullable String outcomeClass,
      int priority,
      int attempt,
      int maxAttempts,
      @Nullable WorkerId workerId,
      @Nullable Instant nominalAt,
      Instant dueAt,
      Instant createdAt,
      @Nullable Instant queuedAt,
      @Nullable Instant claimedAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant lastHeartbeatAt,
      @Nullable Integer exitCode,
      @Nullable Integer progress,
      @Nullable String progressNote,
      @Nullable String resultLocation,
      @Nullable RunId rerunOf,
      LogState log,
      int shard) {}

  /// How much log there is.
  ///
  /// @param complete whether every byte the attempt wrote is stored
  public record LogState(long bytes, boolean complete) {}

  /// How a job was paused.
  ///
  /// @param by who did it; `devq` when it paused itself after a failure
  public record Pause(Instant at, String by, @Nullable String note) {}

  /// One fate of nominal times of a recurring job.
  ///
  /// @param fate `run`, `skipped` or `missed`
  /// @param reason of skipped ones: `overlap`, `paused`, `calendar`, `bufferFull` or `dst`; of
  ///   missed ones: `outsideWindow`, `overLimit` or `ended`
  /// @param note more about the reason in words
  public record Occurrence(
      Instant from,
      Instant to,
      long count,
      String fate,
      @Nullable String reason,
      @Nullable String note,
      @Nullable RunId runId) {}

  /// Why a run is not running, and until about when.
  ///
  /// @param advice what whoever wants it to go on can do
  /// @param until when this is expected to change at the latest
  public record Why(
      String code,
      String message,
      @Nullable String advice,
      @Nullable Instant until,
      @Nullable Line line) {}

  /// A place in the line of a queue.
  ///
  /// @param position 1 for the next; 10,001 when it is farther back than is counted
  /// @param workers workers that could run it
  /// @param freeSlots how many more attempts those could begin now
  public record Line(long position, int workers, int slots, int freeSlots) {}

  /// A worker.
  public record Worker(
      WorkerId id,
      String name,
      String state,
      List<String> types,
      List<String> labels,
      int slots,
      int busy,
      Instant lastHeardAt,
      String version) {}

  /// What is to change of a worker: whether it takes no more work.
  public record WorkerChange(boolean draining) {}

  /// A node.
  ///
  /// @param shards how many of the shards it owns
  public record Node(
      String id,
      String name,
      @Nullable String address,
      int shards,
      Instant startedAt,
      Instant lastSeenAt) {}

  /// A queue.
  public record Queue(
      String name,
      boolean paused,
      boolean draining,
      int weight,
      @Nullable Integer maxRunning,
      Map<String, Integer> fairWeights,
      @Nullable String note,
      @Nullable String changedBy,
      @Nullable Instant changedAt,
      long queued,
      long running) {}

  /// What a queue needs of workers now.
  ///
  /// @param within in which time the backlog should be worked off
  /// @param wantedSlots how many slots workers should have for all of it
  public record QueueDemand(
      String queue, Duration within, long waiting, long wantedSlots, List<WorkDemand> work) {}

  /// What one kind of work in a queue needs of workers now.
  ///
  /// @param estimated whether `waiting` is counted in parts
  /// @param expectedWork how long one worker with one slot would work on what waits
  /// @param running slots that are taken by it
  public record WorkDemand(
      String type,
      List<String> labels,
      long waiting,
      boolean estimated,
      @Nullable Instant oldestDueAt,
      double arrivalsPerSecond,
      Duration meanRun,
      Duration expectedWork,
      int running,
      int workers,
      int slots,
      long wantedSlots) {}

  /// What is to change of a queue; what is left out stays as it is.
  ///
  /// @param maxRunning 0 for no limit
  public record QueueChange(
      @Nullable Boolean paused,
      @Nullable Boolean draining,
      @Nullable Integer weight,
      @Nullable Integer maxRunning,
      @Nullable Map<String, Integer> fairWeights,
      @Nullable String note) {}

  /// How a project stands, in numbers.
  ///
  /// @param queued due runs that wait
  /// @param running attempts under way
  /// @param slots how many attempts its connected workers can run at once
  /// @param busy how many they are running
  /// @param silentHosts hosts that were not heard of lately
  public record Stats(
      Instant at,
      long queued,
      long running,
      int nodes,
      int workers,
      long slots,
      long busy,
      int regions,
      int hosts,
      long silentHosts) {}

  /// An RFC 9457 problem as a client reads it.
  public record ProblemDetails(
      @Nullable String type,
      @Nullable String title,
      int status,
      @Nullable String detail,
      @Nullable String code,
      @Nullable String pointer,
      @Nullable String instance) {}
}
