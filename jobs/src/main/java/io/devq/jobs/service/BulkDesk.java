package io.devq.jobs.service;

import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Transition;
import io.devq.jobs.store.BulkWish;
import io.devq.jobs.store.Lane;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Changes many runs of a shard, a bounded part in each pass, so that other signals are not held
/// up. How far it has got is kept in memory: whoever takes the shard over begins again, which
/// changes nothing for those that are done.
final class BulkDesk {

  /// Runs that are looked at in one pass.
  private static final int PART = 500;

  private static final UUID FIRST = new UUID(0, 0);

  private final Dispatch dispatch;
  private final Stores stores;
  private final RunViews views;
  private final Endings endings;
  private final Consumer<List<RunStore.Hint>> hints;
  private final Map<UUID, Progress> open = new HashMap<>();

  private static final class Progress {
    UUID after = FIRST;
    long matched;
    long done;
  }

  BulkDesk(
      Dispatch dispatch,
      Stores stores,
      RunViews views,
      Endings endings,
      Consumer<List<RunStore.Hint>> hints) {
    this.dispatch = dispatch;
    this.stores = stores;
    this.views = views;
    this.endings = endings;
    this.hints = hints;
  }

  /// Applies a part.
  ///
  /// @return `matched done` when that was the last one, else null
  @Nullable String apply(Signal signal) throws InterruptedException {
    BulkWish wish = BulkWish.read(Objects.requireNonNull(signal.argument()));
    Progress progress = open.computeIfAbsent(signal.id(), _ -> new Progress());
    List<LiveRun> part =
        stores
            .history()
            .matching(signal.project(), signal.shard(), wish.filter(), progress.after, PART);
    List<LiveRun> wanted = part.stream().filter(run -> isWanted(run, wish)).toList();
    progress.matched += wanted.size();
    if (!wish.dryRun() && !wanted.isEmpty()) {
      progress.done += change(signal.shard(), wanted, wish);
    }
    if (part.size() == PART) {
      progress.after = part.getLast().id();
      return null;
    }
    open.remove(signal.id());
    return progress.matched + " " + progress.done;
  }

  private boolean isWanted(LiveRun run, BulkWish wish) {
    boolean fits =
        wish.what() == BulkWish.What.CANCEL
            || (dispatch.attempt(run.id()).isEmpty() && run.lane().kind() != Lane.Kind.ORDERED);
    return fits && (wish.filter().state() == null || views.stateOf(run) == wish.filter().state());
  }

  private int change(int shard, List<LiveRun> runs, BulkWish wish) throws InterruptedException {
    return switch (wish.what()) {
      case CANCEL -> cancel(runs, "cancelled by " + wish.by());
      case PRIORITISE -> reprioritise(shard, runs, wish.priority());
    };
  }

  private int cancel(List<LiveRun> runs, String reason) throws InterruptedException {
    List<LiveRun> waiting = new ArrayList<>();
    int asked = 0;
    for (LiveRun run : runs) {
      if (dispatch.stop(run.id(), new LiveAttempt.Stop(reason, false))) {
        asked++;
      } else {
        waiting.add(run);
      }
    }
    return asked + endings.endWaiting(waiting, Transition.cancelled(reason));
  }

  private int reprioritise(int shard, List<LiveRun> runs, int priority) {
    List<LiveRun> withdrawn = runs.stream().filter(dispatch::withdraw).toList();
    try {
      List<RunStore.Hint> moved = stores.runs().reprioritise(shard, withdrawn, priority);
      hints.accept(moved.stream().filter(hint -> !hint.firstDue().equals(LiveRun.NEVER)).toList());
      return moved.size();
    } finally {
      withdrawn.forEach(endings::readAgain);
    }
  }
}
