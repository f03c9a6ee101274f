package io.devq.client.worker;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.base.Threads;
import io.devq.base.TimeSource;
import io.devq.client.Transport;
import io.devq.protocol.WorkerProtocol.Assignment;
import io.devq.protocol.WorkerProtocol.Held;
import io.devq.protocol.WorkerProtocol.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One attempt from its assignment to the moment nobody waits for it any more: the work on one
/// thread, its log on a second, its time limit on a third; then the rest of the log, then the
/// outcome, which is offered until it is taken or refused.
final class AttemptLife {

  private static final Logger LOG = System.getLogger(AttemptLife.class.getName());

  private enum Phase {
    WORKING,
    CLOSING,
    OVER
  }

  private final Assignment assignment;
  private final Work work;
  private final WorkerSettings settings;
  private final TimeSource time;
  private final Runnable news;
  private final AttemptClock clock;
  private final AttemptCalls calls;
  private final ReentrantLock lock = new ReentrantLock();
  private Phase phase = Phase.WORKING;
  private @Nullable Stop stop;
  private @Nullable Thread thread;

  AttemptLife(
      Assignment assignment,
      Work work,
      WorkerSettings settings,
      Transport transport,
      Runnable news,
      TimeSource time) {
    this.assignment = assignment;
    this.work = work;
    this.settings = settings;
    this.news = news;
    this.time = time;
    this.clock = new AttemptClock(assignment, time);
    this.calls = new AttemptCalls(transport, assignment.run(), assignment.attempt());
  }

  /// What a sync says of it.
  Held held() {
    return clock.held();
  }

  /// Asks for the end. The first reason counts, except that a replaced attempt drops everything at
  /// once. Whether this is the first time it is asked.
  boolean stop(Stop why) {
    lock.lock();
    try {
      boolean drop = why.cause() == Stop.Cause.REPLACED;
      if (phase == Phase.OVER || (stop != null && !drop)) {
        return false;
      }
      stop = why;
      if (thread != null && (drop || phase == Phase.WORKING)) {
        thread.interrupt();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lives the whole life on the calling thread; never throws.
  void live() {
    lock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    Path folder = settings.folder().resolve(assignment.run().text() + "-" + assignment.attempt());
    try {
      Folders.delete(folder);
      Files.createDirectories(folder);
      try (LogSpool spool = new LogSpool(folder.resolve("log"), settings.logLimit())) {
        live(folder, spool);
      }
    } catch (IOException full) {
      LOG.log(Level.WARNING, name() + " is given up: its files cannot be kept", full);
      giveUp("The worker could not keep files for this attempt: " + full.getMessage());
    } finally {
      enter(Phase.OVER);
      clear(folder);
    }
  }

  private void live(Path folder, LogSpool spool) throws IOException {
    LogShipper shipper = new LogShipper(calls, spool, time, patience());
    Thread shipping = Thread.ofVirtual().name("ship " + name()).start(() -> ship(shipper));
    Thread limit = Thread.ofVirtual().name("limit " + name()).start(this::guard);
    Outcome outcome;
    try {
      Failpoint.pass("worker.attempt.begin");
      outcome =
          work(
              new Attempt(
                  assignment,
                  folder,
                  spool,
                  calls,
                  clock,
                  new Attempt.Ties(this::patience, this::requested, news)),
              spool);
    } finally {
      enter(Phase.CLOSING);
      Threads.stop(limit);
      spool.end();
    }
    try {
      if (!replaced()) {
        shipping.join();
      }
      if (!replaced()) {
        new OutcomeSender(calls, shipper, spool, patience()).send(outcome);
      }
    } catch (Problem refused) {
      LOG.log(Level.INFO, "the outcome of " + name() + " was not taken: " + refused.message());
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, name() + " is dropped");
    } finally {
      Threads.stop(shipping);
    }
  }

  /// Without files there is no log either.
  private void giveUp(String reason) {
    String nothing = Sha256.of(new byte[0]).hex();
    Outcome outcome = new Outcome("failed", true, null, reason, null, null, 0, nothing, null);
    Patience patience = patience();
    try {
      while (!replaced()) {
        try {
          calls.finish(outcome);
          return;
        } catch (Problem problem) {
          patience.pauseAfter(problem);
        }
      }
    } catch (Problem refused) {
      LOG.log(Level.INFO, "the failure of " + name() + " was not taken: " + refused.message());
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, name() + " is dropped");
    }
  }

  private Patience patience() {
    return new Patience(time, settings.patience());
  }

  private boolean replaced() {
    return requested().map(Stop::cause).orElse(null) == Stop.Cause.REPLACED;
  }

  /// From here on only [Stop.Cause#REPLACED] interrupts.
  private void enter(Phase next) {
    lock.lock();
    try {
      phase = next;
      boolean _ = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Stop> requested() {
    lock.lock();
    try {
      return Optional.ofNullable(stop);
    } finally {
      lock.unlock();
    }
  }

  /// Ends the work at its limits, by the worker's own monotonic clock from the moment it begins.
  private void guard() {
    try {
      stop(new Stop(Stop.Cause.KILLED, clock.awaitBreach()));
    } catch (InterruptedException _) {
      // ended in time
    }
  }

  private void ship(LogShipper shipper) {
    try {
      shipper.ship();
    } catch (Problem refused) {
      LOG.log(Level.WARNING, "the log of " + name() + " is not wanted: " + refused.message());
      stop(new Stop(Stop.Cause.REPLACED, refused.message()));
    } catch (IOException broken) {
      LOG.log(Level.WARNING, "the log of " + name() + " cannot be read back", broken);
      stop(new Stop(Stop.Cause.REPLACED, "The spooled log cannot be read."));
    } catch (InterruptedException _) {
      // the attempt is dropped
    }
  }

  private Outcome work(Attempt now, LogSpool spool) {
    Ending ending;
    try {
      if (requested().isPresent()) {
        throw new InterruptedException();
      }
      ending = work.run(now);
    } catch (InterruptedException _) {
      ending = Ending.failure("The work was interrupted.");
      Stop why = requested().orElse(null);
      if (why != null) {
        spool.note(why.reason());
        return outcome(why);
      }
    } catch (Snooze snooze) {
      spool.note("snoozed for " + snooze.pause() + ": " + snooze.getMessage());
      ending = Ending.snooze(snooze.pause(), String.valueOf(snooze.getMessage()));
    } catch (RetryAfter failure) {
      spool.note(failure.getMessage() + "; not before " + failure.pause() + " have passed");
      ending = Ending.failure(String.valueOf(failure.getMessage())).after(failure.pause());
    } catch (Problem problem) {
      spool.note(problem.message());
      ending =
          AttemptCalls.later(problem)
              ? Ending.failure(problem.message())
              : Ending.fatal(problem.message());
    } catch (Throwable failure) { // an error of the work must not take the worker with it
      failure.printStackTrace(new PrintStream(spool, true, StandardCharsets.UTF_8));
      ending = Ending.failure(failure.toString());
    }
    IOException full = spool.failure();
    if (full != null) {
      return outcome(Ending.failure("The worker could not keep the log: " + full.getMessage()));
    }
    return requested()
        .filter(why -> why.cause() == Stop.Cause.KILLED)
        .map(AttemptLife::outcome)
        .orElse(outcome(ending));
  }

  private static Outcome outcome(Stop why) {
    return new Outcome(why.cause().result(), true, null, why.reason(), null, null, 0, "", null);
  }

  private static Outcome outcome(Ending end) {
    return new Outcome(
        end.how().result(),
        end.retriable(),
        end.exitCode(),
        end.reason(),
        end.output(),
        null,
        0,
        "",
        end.pause());
  }

  private void clear(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException left) {
      LOG.log(Level.WARNING, "could not remove " + folder + " after " + name(), left);
    }
  }

  private String name() {
    return assignment.run().text() + " attempt " + assignment.attempt();
  }
}
