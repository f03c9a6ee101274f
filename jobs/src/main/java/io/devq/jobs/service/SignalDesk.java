package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.SignalStore;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What anybody wants of a run or a job: written as a signal by whoever asks, applied in order and
/// answered by the owner of the shard.
final class SignalDesk implements Service {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(SignalDesk.class.getName());

  private final Dispatch dispatch;
  private final SignalStore signals;
  private final Map<Kind, Applier> appliers;
  private final Releases releases;
  private final DatabaseTime time;
  private final Signboard answered = new Signboard();
  private final Loop loop = new Loop("devq-signals", this::runOnce);
  private boolean unfinished;

  /// Does what a signal of one kind wants.
  @FunctionalInterface
  interface Applier {

    /// @return the answer, or null to be asked again in the next pass
    @Nullable String apply(Signal signal) throws InterruptedException;
  }

  SignalDesk(
      Dispatch dispatch,
      SignalStore signals,
      Map<Kind, Applier> appliers,
      Releases releases,
      DatabaseTime time) {
    this.dispatch = dispatch;
    this.signals = signals;
    this.appliers = appliers;
    this.releases = releases;
    this.time = time;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// Signals have been appended.
  void wake() {
    loop.wake();
  }

  /// Appends a signal and waits for the owner's answer.
  String ask(Signal signal) {
    signals.append(List.of(signal));
    return await(signal);
  }

  /// Waits for the answer to a signal that has been appended.
  ///
  /// @throws Problem `no_owner` when there is none within ten seconds
  String await(Signal signal) {
    return awaitWithin(signal, ANSWER_WITHIN)
        .orElseThrow(() ->
            Problem.of(
                Problem.Kind.UNAVAILABLE,
                "no_owner",
                "The wish is stored and will be applied, but no owner of shard "
                    + signal.shard()
                    + " has answered yet."));
  }

  /// Waits for the answer to a signal, or until the time is over.
  Optional<String> awaitWithin(Signal signal, Duration atMost) {
    long until = time.nanos() + atMost.toNanos();
    try {
      while (true) {
        long seen = answered.seen(signal.id());
        loop.wake();
        Optional<String> answer = signals.answerOf(signal);
        if (answer.isPresent() || time.nanos() > until) {
          return answer;
        }
        answered.await(signal.id(), seen, POLL);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.UNAVAILABLE, "stopping", "This node is stopping; ask again.");
    }
  }

  /// Appends signals, all or none, and waits for no answer.
  void tell(List<Signal> all) {
    signals.append(all);
    loop.wake();
  }

  /// Applies what is open.
  Duration runOnce() throws InterruptedException {
    List<Integer> shards = dispatch.shards();
    if (shards.isEmpty()) {
      return POLL;
    }
    unfinished = false;
    List<Signal> told = new ArrayList<>();
    for (Signal signal : signals.open(shards)) {
      if (signal.kind() == Kind.RELEASE) {
        told.add(signal);
      } else {
        apply(signal);
      }
    }
    releases.apply(told);
    return unfinished || !told.isEmpty() ? Duration.ZERO : POLL;
  }

  private void apply(Signal signal) throws InterruptedException {
    Applier applier = appliers.get(signal.kind());
    if (applier == null) {
      throw new IllegalStateException("nobody applies signals of the kind " + signal.kind());
    }
    String answer = apply(applier, signal);
    if (answer == null) {
      unfinished |= signal.kind() == Kind.BULK;
    } else {
      signals.answer(signal, answer);
      answered.notify(signal.id());
    }
  }

  /// A signal that can never be applied is answered so, and holds up no other.
  private static @Nullable String apply(Applier applier, Signal signal)
      throws InterruptedException {
    try {
      return applier.apply(signal);
    } catch (RuntimeException failure) {
      if (Stores.isBadData(failure) || failure instanceof Problem) {
        LOG.log(Level.WARNING, "a signal " + signal.kind() + " cannot be applied", failure);
        return "failed: " + failure.getMessage();
      }
      throw failure;
    }
  }
}
