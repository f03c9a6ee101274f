package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.jobs.dispatch.AttemptLimits;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.store.AttemptStore;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Finds attempts whose worker is lost and gives their runs to others; ends attempts at their time
/// limit, and waiting runs at their queue time-out.
final class Rescue implements Service {

  private static final Duration EVERY = Duration.ofMillis(250);

  /// When the last look lies further back than this, this process stood still and may have missed
  /// what workers said; they get their whole patience again.
  private static final Duration STOOD_STILL = Duration.ofSeconds(2);

  /// A worker ends its attempts at their time limit by itself; this is how long it has before it is
  /// told to.
  private static final Duration REMINDER = Duration.ofSeconds(2);

  /// How long after its time limit an attempt that does not end is given up.
  private static final Duration GIVEN_UP = Duration.ofSeconds(60);

  /// How often it is looked for runs that have waited too long, and how many of one shard at once.
  private static final Duration EXPIRE_EVERY = Duration.ofSeconds(1);

  private static final int MOST_EXPIRED = 1_000;

  private final Dispatch dispatch;
  private final AttemptLimits limits;
  private final AttemptStore attempts;
  private final RunStore runs;
  private final Endings endings;
  private final DatabaseTime time;
  private final Duration silence;
  private long lookedAt;
  private long expiredAt;
  private long listeningSince;
  private final Loop loop = new Loop("devq-rescue", this::runOnce);

  Rescue(
      Dispatch dispatch,
      AttemptLimits limits,
      Stores stores,
      Endings endings,
      DatabaseTime time,
      Duration silence) {
    this.dispatch = dispatch;
    this.limits = limits;
    this.attempts = stores.attempts();
    this.runs = stores.runs();
    this.endings = endings;
    this.time = time;
    this.silence = silence;
    this.lookedAt = time.nanos();
    this.listeningSince = lookedAt;
    this.expiredAt = lookedAt;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  Duration runOnce() throws InterruptedException {
    Instant now = time.now();
    if (hasListened()) {
      for (LiveAttempt.Snapshot attempt : dispatch.roster().lost(silence, now, time.nanos())) {
        endings.lose(attempt, "its worker was not heard of for " + silence.toSeconds() + " s");
      }
    }
    for (AttemptLimits.Breach breach : limits.breaches(now, slack(Duration.ZERO))) {
      if (breach.attempt().stop() == null) {
        dispatch.stop(
            breach.attempt().run().id(),
            new LiveAttempt.Stop(breach.reason(), LiveAttempt.Stop.By.LIMIT));
      }
    }
    for (AttemptLimits.Breach breach : limits.breaches(now, slack(GIVEN_UP))) {
      endings.lose(breach.attempt(), "it did not end after its time limit");
    }
    if (time.nanos() - expiredAt >= EXPIRE_EVERY.toNanos()) {
      expiredAt = time.nanos();
      expire();
    }
    return EVERY;
  }

  private AttemptLimits.Slack slack(Duration all) {
    return new AttemptLimits.Slack(REMINDER, silence, all);
  }

  /// Ends what has waited too long, wherever it stands: in memory, behind a full window, in a queue
  /// that is paused. What is under way had to wait as long and has begun in time.
  private void expire() throws InterruptedException {
    int limit = MOST_EXPIRED + dispatch.counts().attempts();
    for (Map.Entry<Integer, List<UUID>> ofShard :
        attempts.expired(dispatch.shards(), limit).entrySet()) {
      List<UUID> waiting =
          ofShard.getValue().stream().filter(run -> dispatch.attempt(run).isEmpty()).toList();
      if (!waiting.isEmpty()) {
        endings.expire(runs.read(ofShard.getKey(), waiting));
      }
    }
  }

  private boolean hasListened() {
    long nanos = time.nanos();
    if (nanos - lookedAt > STOOD_STILL.toNanos()) {
      listeningSince = nanos;
    }
    lookedAt = nanos;
    return nanos - listeningSince > silence.toNanos();
  }
}
