package io.devq.jobs.dispatch;

import io.devq.base.IdSource;
import io.devq.base.TimeSource;
import io.devq.jobs.JobSpec;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import java.time.Instant;
import java.util.UUID;

/// Live runs for tests of what is decided in memory.
final class Runs {

  static final Lane LANE = Lane.of(1, Lane.Kind.ONE_TIME, 5);
  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private static final IdSource IDS = new IdSource(TimeSource.system());

  private Runs() {}

  /// A run of a shard that is due some seconds after [#START].
  static LiveRun due(int shard, int seconds) {
    return of(shard, seconds, LANE, JobSpec.of("test", "{}"));
  }

  static LiveRun of(int shard, int seconds, Lane lane, JobSpec spec) {
    Instant due = START.plusSeconds(seconds);
    LiveRun.Gate gate = new LiveRun.Gate(LiveRun.Gate.group(spec.sharing(), null), null, false);
    return new LiveRun(
        shard, lane, IDS.next(shard), due, 1, null, null, 1, 0, 0, START, spec, gate, false);
  }

  /// A run of a job whose runs follow each other.
  static LiveRun serial(int shard, int seconds, UUID job) {
    JobSpec spec = JobSpec.of("test", "{}");
    LiveRun.Gate gate = new LiveRun.Gate(LiveRun.Gate.group(spec.sharing(), job), null, true);
    Instant due = START.plusSeconds(seconds);
    return new LiveRun(
        shard, LANE, IDS.next(shard), due, 1, job, due, 1, 0, 0, START, spec, gate, false);
  }

  /// An ordered run on its second attempt, which keeps its place and is held until a time.
  static LiveRun again(LiveRun run, Instant hold) {
    LiveRun.Gate gate = new LiveRun.Gate(run.gate().group(), hold, run.gate().serial());
    return of(run, run.lane(), run.due(), gate);
  }

  /// A run on its second attempt, which is due later.
  static LiveRun retried(LiveRun run, Instant due) {
    return of(run, run.lane().retried(), due, run.gate());
  }

  private static LiveRun of(LiveRun run, Lane lane, Instant due, LiveRun.Gate gate) {
    return new LiveRun(
        run.shard(),
        lane,
        run.id(),
        due,
        run.project(),
        run.job(),
        run.nominal(),
        run.attempt() + 1,
        run.failures() + 1,
        run.lost(),
        run.createdAt(),
        run.spec(),
        gate,
        false);
  }

  /// A run after some attempts that failed or were lost.
  static LiveRun after(int failures, int lost, JobSpec spec) {
    return at(failures + lost + 1, failures, lost, spec);
  }

  /// A run after some attempts that do not count.
  static LiveRun uncounted(int attempts, JobSpec spec) {
    return at(attempts + 1, 0, 0, spec);
  }

  private static LiveRun at(int attempt, int failures, int lost, JobSpec spec) {
    UUID id = IDS.next(0);
    return new LiveRun(
        0,
        LANE,
        id,
        START,
        1,
        null,
        null,
        attempt,
        failures,
        lost,
        START,
        spec,
        LiveRun.Gate.OPEN,
        false);
  }
}
