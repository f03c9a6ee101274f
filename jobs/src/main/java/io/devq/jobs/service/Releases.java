package io.devq.jobs.service;

import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.SignalStore;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Lets blocked runs go on whose prerequisites have ended as they wished, all of a shard in one
/// transaction, and ends those whose prerequisites have not.
final class Releases {

  private final SignalStore signals;
  private final HistoryStore history;
  private final Endings endings;
  private final Consumer<List<RunStore.Hint>> hints;

  Releases(Stores stores, Endings endings, Consumer<List<RunStore.Hint>> hints) {
    this.signals = stores.signals();
    this.history = stores.history();
    this.endings = endings;
    this.hints = hints;
  }

  /// Applies and answers signals of the kind RELEASE.
  void apply(List<Signal> told) throws InterruptedException {
    List<Signal> good = new ArrayList<>();
    for (Signal signal : told) {
      if (signal.argument() == null) {
        good.add(signal);
      } else {
        end(signal, signal.argument());
      }
    }
    Map<Integer, List<Signal>> byShard =
        good.stream()
            .collect(Collectors.groupingBy(Signal::shard, TreeMap::new, Collectors.toList()));
    byShard.forEach((shard, ofShard) -> hints.accept(signals.release(shard, ofShard)));
  }

  private void end(Signal signal, String reason) throws InterruptedException {
    Optional<LiveRun> live =
        history.live(signal.project(), signal.shard(), signal.target()).filter(LiveRun::blocked);
    boolean ended =
        live.isPresent() && endings.endWaiting(live.get(), Transition.cancelled(reason));
    signals.answer(signal, ended ? "ended" : "over");
  }
}
