package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.LiveRun;
import java.time.Duration;
import java.time.Instant;

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

  private final Dispatch dispatch;
  private final Endings endings;
  private final DatabaseTime time;
  private final Duration silence;
  private long lookedAt;
  private long listeningSince;
  private final Loop loop = new Loop("devq-rescue", this::runOnce);

  Rescue(Dispatch dispatch, Endings endings, DatabaseTime time, Duration silence) {
    this.dispatch = dispatch;
    this.endings = endings;
    this.time = time;
    this.silence = silence;
    this.lookedAt = time.nanos();
    this.listeningSince = lookedAt;
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
    for (LiveAttempt.Snapshot attempt : dispatch.overdue(now, REMINDER)) {
      if (attempt.stop() == null) {
        dispatch.stop(
            attempt.run().id(),
            new LiveAttempt.Stop(
                "ran longer than its time limit of " + attempt.run().spec().timeout(),
                LiveAttempt.Stop.By.LIMIT));
      }
    }
    for (LiveAttempt.Snapshot attempt : dispatch.overdue(now, GIVEN_UP)) {
      endings.lose(attempt, "it did not end after its time limit");
    }
    for (LiveRun run : dispatch.expired(now)) {
      Duration limit = run.spec().queueTimeout();
      if (limit != null) {
        endings.endWaiting(run, Transition.expired(limit));
      }
    }
    return EVERY;
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
