package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.LargeText;
import io.devq.jobs.Outcome;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RetryRules;
import io.devq.jobs.RunState;
import io.devq.jobs.Workers.LogEnd;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.AttemptStore;
import io.devq.jobs.store.CompletionStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.RunStore.EndedAttempt;
import io.devq.jobs.store.Stores;
import io.devq.jobs.store.Tries;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Ends attempts: seals the log, decides what becomes of the run, and has it written. The one place
/// all endings pass.
final class Endings {

  private final Dispatch dispatch;
  private final RunStore runs;
  private final CompletionStore completions;
  private final AttemptStore attempts;
  private final LogBook logs;
  private final LargeTexts texts;
  private final Finisher[] finishers;
  private final Consumer<List<RunStore.Hint>> hints;
  private final EventRing events;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /// Where what an attempt leaves is kept.
  record Keeping(LogBook logs, LargeTexts texts) {}

  Endings(
      Dispatch dispatch,
      Stores stores,
      Keeping keeping,
      Finisher[] finishers,
      Consumer<List<RunStore.Hint>> hints,
      EventRing events) {
    this.dispatch = dispatch;
    this.runs = stores.runs();
    this.completions = stores.completions();
    this.attempts = stores.attempts();
    this.logs = keeping.logs();
    this.texts = keeping.texts();
    this.finishers = finishers;
    this.hints = hints;
    this.events = events;
  }

  /// Ends an attempt as its worker says, and returns when that is durable.
  ///
  /// @throws Problem `attempt_replaced`, `log_incomplete`
  void finish(RunId run, int number, Outcome outcome, LogEnd log) throws InterruptedException {
    Optional<LiveAttempt.Snapshot> attempt =
        dispatch
            .beginEnding(run.value(), number)
            .map(ended -> outcome instanceof Outcome.Interrupted ? ended : ended.begun());
    if (attempt.isEmpty()) {
      requireRepeated(run, number);
      return;
    }
    try {
      LogBook.Sealed sealed = logs.seal(attempt.get().run(), number, log);
      Outcome judged = kept(attempt.get(), judged(attempt.get(), outcome));
      Transition transition = transition(attempt.get().run(), judged);
      if (!await(write(attempt.get(), transition, judged, sealed))) {
        throw replaced(run, number);
      }
      discard(sealed, run, number);
      texts.over(run, number);
    } catch (RuntimeException | InterruptedException failure) {
      dispatch.resumeAttempt(run.value());
      throw failure;
    }
  }

  /// The outcome with its result where it stays: a large one is in the vault before the run ends.
  ///
  /// @throws Problem `result_missing`, or what the vault says
  private Outcome kept(LiveAttempt.Snapshot attempt, Outcome outcome) {
    if (!(outcome instanceof Outcome.Succeeded done)) {
      return outcome;
    }
    LiveRun run = attempt.run();
    if (Outcome.STORED_BEFORE.equals(done.result())) {
      LargeText early = texts.takeEarly(new RunId(run.id()), run.attempt());
      return new Outcome.Succeeded(early.text(), done.exitCode());
    }
    try {
      return new Outcome.Succeeded(texts.keepResult(done.result()), done.exitCode());
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.TOO_LARGE || problem.kind() == Problem.Kind.INVALID) {
        return new Outcome.Failed(
            problem.message(), OutcomeClass.WORK, false, done.exitCode(), null);
      }
      throw problem;
    }
  }

  /// Ends an attempt of a worker in this process; the future is done when that is durable.
  CompletableFuture<Boolean> finishLocal(LiveAttempt.Snapshot attempt, Outcome outcome, LogEnd log)
      throws InterruptedException {
    LogBook.Sealed sealed = logs.seal(attempt.run(), attempt.run().attempt(), log);
    Outcome judged = kept(attempt, judged(attempt, outcome));
    return write(attempt, transition(attempt.run(), judged), judged, sealed);
  }

  /// Gives back an attempt that its worker had not begun; returns when that is durable, or when
  /// somebody else ends it.
  void handBack(LiveAttempt.Snapshot attempt) throws InterruptedException {
    LiveRun run = attempt.run();
    if (dispatch.beginEnding(run.id(), run.attempt()).isEmpty()) {
      return;
    }
    try {
      Transition again = Transition.handedBack(run);
      await(write(attempt, again, new Outcome.Interrupted(), LogBook.Sealed.NONE));
    } catch (RuntimeException | InterruptedException failure) {
      dispatch.resumeAttempt(run.id());
      throw failure;
    }
  }

  private Transition transition(LiveRun run, Outcome outcome) {
    return Transition.after(run, outcome, tries(run), random);
  }

  /// How the attempts before ended; asked for only when a rule wants to know.
  private Tries tries(LiveRun run) {
    return run.spec().retry().rules().equals(RetryRules.NONE)
        ? Tries.NONE
        : attempts.tries(run.shard(), run.id());
  }

  /// Ends an attempt whose worker was lost.
  void lose(LiveAttempt.Snapshot lost, String reason) throws InterruptedException {
    LiveRun run = lost.run();
    if (dispatch.beginEnding(run.id(), run.attempt()).isEmpty()) {
      return;
    }
    Failpoint.pass("rescue.before");
    try {
      Optional<CompletionStore.Completion> done = completions.fence(run);
      if (done.isPresent()) {
        endCompleted(lost, done.get());
        return;
      }
      LogBook.Sealed sealed = logs.sealWhatIsThere(run, run.attempt());
      Outcome failed = new Outcome.Failed(reason, OutcomeClass.LOST, true, null, null);
      LiveAttempt.Stop stop = lost.stop();
      Transition transition =
          stop == null
              ? Transition.afterLoss(run, reason, tries(run))
              : Transition.afterStop(run, stop, tries(run), random);
      await(write(lost, transition, failed, sealed));
      discard(sealed, new RunId(run.id()), run.attempt());
    } catch (CompletionStore.Busy _) {
      dispatch.resumeAttempt(run.id());
    } catch (RuntimeException | InterruptedException failure) {
      dispatch.resumeAttempt(run.id());
      throw failure;
    }
  }

  /// An attempt whose handler has committed its work, and nobody was left to say so.
  private void endCompleted(LiveAttempt.Snapshot lost, CompletionStore.Completion done)
      throws InterruptedException {
    LiveRun run = lost.run();
    LogBook.Sealed sealed = logs.sealAll(run, run.attempt());
    Outcome outcome = new Outcome.Succeeded(done.result(), null);
    await(write(lost, transition(run, outcome), outcome, sealed));
    discard(sealed, new RunId(run.id()), run.attempt());
  }

  private void discard(LogBook.Sealed sealed, RunId run, int attempt) {
    if (sealed.name() != null) {
      logs.discard(run, attempt);
    }
  }

  /// Ends a run that no attempt of is under way.
  ///
  /// @return false when one is
  boolean endWaiting(LiveRun run, Transition.End end) throws InterruptedException {
    if (!dispatch.withdraw(run)) {
      return false;
    }
    boolean ended = false;
    try {
      ended = await(finishWaiting(run, end));
      return ended;
    } finally {
      if (!ended) {
        readAgain(run);
      }
    }
  }

  private CompletableFuture<Boolean> finishWaiting(LiveRun run, Transition.End end)
      throws InterruptedException {
    EndedAttempt none =
        new EndedAttempt(
            null, null, null, end.outcomeClass().name(), end.reason(), null, null, 0, true);
    return finisher(run.id())
        .finish(
            new RunStore.Ending(
                run, run.attempt(), run.attempt() - 1, end.state().name(), none, null));
  }

  /// Ends runs that have waited longer than they may, unless an attempt of them is under way.
  void expire(List<LiveRun> waiting) throws InterruptedException {
    Map<LiveRun, CompletableFuture<Boolean>> written = new LinkedHashMap<>();
    try {
      for (LiveRun run : waiting) {
        Duration limit = run.spec().queueTimeout();
        if (limit != null && dispatch.withdraw(run)) {
          written.put(run, finishWaiting(run, Transition.expired(limit)));
        }
      }
      for (CompletableFuture<Boolean> one : written.values()) {
        await(one);
      }
    } finally {
      written.forEach((run, one) -> {
        if (!one.isDone() || one.isCompletedExceptionally() || !one.join()) {
          readAgain(run);
        }
      });
    }
  }

  /// Ends runs that no attempt of is under way, all at once.
  ///
  /// @return how many have ended
  int endWaiting(List<LiveRun> runs, Transition.End end) throws InterruptedException {
    Map<LiveRun, CompletableFuture<Boolean>> open = new LinkedHashMap<>();
    int ended = 0;
    try {
      for (LiveRun run : runs) {
        if (dispatch.withdraw(run)) {
          open.put(run, finishWaiting(run, end));
        }
      }
      for (LiveRun run : List.copyOf(open.keySet())) {
        if (await(open.getOrDefault(run, CompletableFuture.completedFuture(false)))) {
          open.remove(run);
          ended++;
        }
      }
      return ended;
    } finally {
      open.keySet().forEach(this::readAgain);
    }
  }

  /// A run that was withdrawn may be read into memory again, as its row is now.
  void readAgain(LiveRun run) {
    dispatch.attemptEnded(run);
    hints.accept(List.of(new RunStore.Hint(run.shard(), run.lane(), run.due())));
  }

  /// A cancel that was asked for and a limit that was hit decide how an attempt that was stopped
  /// ends, unless the work was done in time.
  private static Outcome judged(LiveAttempt.Snapshot attempt, Outcome outcome) {
    LiveAttempt.Stop stop = attempt.stop();
    return stop == null || outcome instanceof Outcome.Succeeded
        ? outcome
        : Transition.stopped(stop);
  }

  private CompletableFuture<Boolean> write(
      LiveAttempt.Snapshot attempt, Transition transition, Outcome outcome, LogBook.Sealed log)
      throws InterruptedException {
    LiveRun run = attempt.run();
    EndedAttempt ended =
        new EndedAttempt(
            attempt.worker().value(),
            attempt.claimedAt(),
            attempt.startedAt(),
            transition.outcomeClass().name(),
            clean(transition.reason()),
            exitCode(outcome),
            log.name(),
            log.bytes(),
            log.complete());
    return switch (transition) {
      case Transition.End end ->
          finisher(run.id())
              .finish(
                  new RunStore.Ending(
                      run,
                      run.attempt(),
                      run.attempt(),
                      end.state().name(),
                      ended,
                      result(outcome, end.state())));
      case Transition.Again again -> CompletableFuture.completedFuture(again(run, again, ended));
    };
  }

  private boolean again(LiveRun run, Transition.Again again, EndedAttempt ended) {
    Optional<RunStore.Hint> hint =
        runs.retry(
            new RunStore.Retry(
                run,
                run.attempt(),
                again.failures(),
                again.lost(),
                again.delay().toMillis(),
                ended));
    dispatch.attemptEnded(run);
    hint.ifPresent(where -> {
      hints.accept(List.of(where));
      events.add(List.of(new EventRing.Change(run, RunState.RETRYING, run.attempt())));
    });
    return hint.isPresent();
  }

  private Finisher finisher(UUID run) {
    return finishers[Math.floorMod(run.hashCode(), finishers.length)];
  }

  private void requireRepeated(RunId run, int number) {
    boolean same =
        runs.finalAttempt(run.shard(), run.value())
            .filter(last -> last.getKey() == number)
            .isPresent();
    if (!same) {
      throw replaced(run, number);
    }
  }

  static Problem replaced(RunId run, int number) {
    return Problem.fenced(
        "attempt_replaced",
        "Attempt "
            + number
            + " of "
            + run
            + " is not the one under way any more; end it and forget it.");
  }

  private static boolean await(CompletableFuture<Boolean> written) throws InterruptedException {
    try {
      return written.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Problem problem) {
        throw problem;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  private static @Nullable Integer exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded succeeded -> succeeded.exitCode();
      case Outcome.Failed failed -> failed.exitCode();
      case Outcome.Cancelled _, Outcome.Killed _, Outcome.Interrupted _, Outcome.Snoozed _ -> null;
    };
  }

  private static @Nullable String result(Outcome outcome, RunState state) {
    return state == RunState.SUCCEEDED && outcome instanceof Outcome.Succeeded succeeded
        ? clean(succeeded.result())
        : null;
  }

  private static @Nullable String clean(@Nullable String text) {
    return text == null ? null : text.replace("\0", "");
  }
}
