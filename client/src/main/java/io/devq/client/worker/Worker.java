package io.devq.client.worker;

import io.devq.base.Failpoint;
import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.base.WorkerId;
import io.devq.client.Backoff;
import io.devq.client.DevqClient;
import io.devq.protocol.WorkerProtocol.Assignment;
import io.devq.protocol.WorkerProtocol.Cancel;
import io.devq.protocol.WorkerProtocol.Orders;
import io.devq.protocol.WorkerProtocol.Registered;
import io.devq.protocol.WorkerProtocol.Sync;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A worker: registers, then says again and again what it has and takes what it should have. A
/// server that is away or has forgotten it changes nothing for the attempts that run.
///
/// Stopping drains: no new work is taken, attempts may end by themselves for a while, then they are
/// interrupted and given back.
public final class Worker implements Service {

  /// The longest a server is asked to hold an answer.
  public static final Duration LONGEST_HOLD = Duration.ofSeconds(20);

  /// The shortest time between a sync and the one that replaces it.
  private static final Duration PACE = Duration.ofMillis(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration QUICK = Duration.ofMillis(20);
  private static final Duration FIRST_QUIET = Duration.ofMillis(10);
  private static final Duration LONGEST_QUIET = Duration.ofMillis(500);
  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final Logger LOG = System.getLogger(Worker.class.getName());

  private final DevqClient client;
  private final WorkerSettings settings;
  private final Map<String, Work> works;
  private final TimeSource time;
  private final Attempts attempts;
  private final Loop loop;
  private final Backoff backoff;
  private final Backoff quiet;
  private final ReentrantLock stopping = new ReentrantLock();
  private volatile boolean draining;
  private boolean away;
  private long session;
  private volatile @Nullable Registered registered;
  private @Nullable CompletableFuture<Orders> older;

  /// A worker that is not running yet.
  ///
  /// @param works what it does, by job type
  public Worker(
      DevqClient client, WorkerSettings settings, Map<String, Work> works, TimeSource time) {
    this.client = client;
    this.settings = settings;
    this.works = Map.copyOf(works);
    this.time = time;
    this.attempts = new Attempts(settings.who().slots());
    this.backoff = new Backoff(time, FIRST_PAUSE, LONGEST_PAUSE);
    this.quiet = new Backoff(time, FIRST_QUIET, LONGEST_QUIET);
    this.loop = new Loop("worker " + settings.who().name(), this::runOnce);
  }

  /// Begins to offer itself; the server need not be there yet.
  @Override
  public void start() {
    stopping.lock();
    try {
      draining = false;
      loop.start();
    } finally {
      stopping.unlock();
    }
  }

  /// The id the server knows it by, or null before the first registration.
  public @Nullable WorkerId id() {
    Registered now = registered;
    return now == null ? null : now.worker();
  }

  @Override
  public void stop() {
    stopping.lock();
    try {
      draining = true;
      attempts.note();
      boolean interrupted = drain();
      loop.stop();
      farewell();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } finally {
      stopping.unlock();
    }
  }

  /// Lets the attempts end, then makes them end; whether the caller was interrupted meanwhile.
  private boolean drain() {
    boolean interrupted = false;
    try {
      if (!attempts.awaitNone(settings.drain())) {
        stopAll(new Stop(Stop.Cause.INTERRUPTED, "The worker is being stopped."));
        attempts.awaitNone(settings.settle());
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    stopAll(new Stop(Stop.Cause.REPLACED, "The worker has stopped."));
    while (true) {
      try {
        if (attempts.awaitNone(settings.settle())) {
          return interrupted;
        }
        LOG.log(Level.WARNING, "work does not end although it was interrupted; it is left behind");
        return interrupted;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
  }

  private void stopAll(Stop why) {
    attempts.all().forEach(life -> life.stop(why));
  }

  /// One exchange with the server.
  private Duration runOnce() throws InterruptedException {
    try {
      Registered me = registered;
      if (me == null) {
        me = client.workers().register(settings.who());
        registered = me;
      }
      exchange(me);
      back();
    } catch (Problem problem) {
      if (problem.code().equals("unknown_worker")) {
        registered = null;
      } else {
        away(problem);
        backoff.pause();
      }
    }
    return Duration.ZERO;
  }

  private void exchange(Registered me) throws InterruptedException {
    Attempts.Snapshot now = attempts.snapshot();
    session++;
    Sync sync = new Sync(session, now.held(), draining ? 0 : now.free(), hold(me.beat()), draining);
    long began = time.nanos();
    CompletableFuture<Orders> answer = client.workers().sync(me.worker(), sync);
    var _ = answer.whenComplete((_, _) -> attempts.ring());
    attempts.awaitAfter(now.change(), answer::isDone, LONGEST_HOLD.multipliedBy(2));
    if (!answer.isDone()) {
      supersede(answer);
      gather(began);
      return;
    }
    Orders orders = orders(answer);
    if (apply(orders)) {
      quiet.reset();
    } else {
      rest(orders, began, now.change());
    }
  }

  /// Lets what changes at nearly the same time go into one sync.
  private void gather(long began) throws InterruptedException {
    Duration left = PACE.minusNanos(time.nanos() - began);
    if (left.isPositive()) {
      time.sleep(left);
    }
  }

  private static Duration hold(Duration beat) {
    return beat.compareTo(LONGEST_HOLD) < 0 ? beat : LONGEST_HOLD;
  }

  /// A newer sync makes the server answer this one at once; that answer is of no interest. There is
  /// never more than one such.
  private void supersede(CompletableFuture<Orders> answer) {
    CompletableFuture<Orders> before = older;
    if (before != null) {
      before.cancel(true);
    }
    older = answer;
  }

  private static Orders orders(CompletableFuture<Orders> answer) {
    try {
      return answer.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof Problem problem ? problem : failed;
    }
  }

  /// Does what the server wants; whether something was new in it.
  private boolean apply(Orders orders) {
    boolean news = false;
    for (Cancel cancel : orders.cancel()) {
      news |= cancel(cancel);
    }
    for (Assignment assignment : orders.start()) {
      news |= begin(assignment);
    }
    return news;
  }

  private boolean cancel(Cancel cancel) {
    AttemptLife life = attempts.get(new Attempts.Key(cancel.run(), cancel.attempt()));
    Stop.Cause cause = cancel.kill() ? Stop.Cause.KILLED : Stop.Cause.CANCELLED;
    return life != null && life.stop(new Stop(cause, cancel.reason()));
  }

  private boolean begin(Assignment assignment) {
    Attempts.Key key = new Attempts.Key(assignment.run(), assignment.attempt());
    Work work = works.getOrDefault(assignment.type(), Worker::unknownType);
    AttemptLife life =
        new AttemptLife(assignment, work, settings, client.transport(), attempts::note, time);
    if (draining || !attempts.take(key, life)) {
      return false;
    }
    Failpoint.pass("worker.start");
    Thread.ofVirtual()
        .name(key.run().text() + "-" + key.attempt())
        .start(() -> {
          try {
            life.live();
          } finally {
            attempts.drop(key);
          }
        });
    return true;
  }

  private static Ending unknownType(Attempt attempt) {
    return Ending.fatal(
        "This worker does not run jobs of type \"" + attempt.assignment().type() + "\".");
  }

  /// The next sync follows at once, for it is the server that waits. Only a server that answers at
  /// once and says nothing new, such as a cancel that is being obeyed, is asked less and less
  /// often.
  private void rest(Orders orders, long began, long change) throws InterruptedException {
    if (time.nanos() - began > QUICK.toNanos()) {
      quiet.reset();
      return;
    }
    Duration pause = quiet.take();
    Duration latest = orders.next();
    attempts.awaitAfter(change, () -> false, latest.compareTo(pause) < 0 ? latest : pause);
  }

  private void away(Problem problem) {
    if (!away) {
      away = true;
      LOG.log(Level.WARNING, settings.who().name() + " keeps trying: " + problem.message());
    }
  }

  private void back() {
    if (away) {
      away = false;
      LOG.log(Level.INFO, settings.who().name() + " is in touch with the server again");
    }
    backoff.reset();
  }

  /// Tells the server that nothing is held any more, if it is there.
  private void farewell() {
    Registered me = registered;
    if (me == null) {
      return;
    }
    session++;
    Sync last = new Sync(session, attempts.snapshot().held(), 0, Duration.ZERO, true);
    CompletableFuture<Orders> answer = client.workers().sync(me.worker(), last);
    try {
      answer.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      LOG.log(Level.DEBUG, "the server did not hear the last sync");
    } finally {
      answer.cancel(true);
    }
  }
}
