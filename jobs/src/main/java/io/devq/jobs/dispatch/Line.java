package io.devq.jobs.dispatch;

import io.devq.jobs.store.LiveRun;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The runs of one lane that stand ready in memory and ask the same of a worker. Those with
/// different fair keys take turns: who has the least under way for its weight goes first, then who
/// has been served least; with the same key, due order. Guarded by the lock of [Dispatch].
final class Line {

  private final Map<Share, Party> parties = new HashMap<>();
  private final TreeSet<Party> turns =
      new TreeSet<>(
          Comparator.comparingDouble((Party party) -> party.use)
              .thenComparingDouble(party -> party.served)
              .thenComparing(party -> party.first));

  /// The ready runs of one share. Its place among the others is fixed while it stands in `turns`.
  final class Party {

    private final Share share;
    private final PriorityQueue<LiveRun> runs = new PriorityQueue<>();
    private double use;
    private double served;
    private LiveRun first;

    private Party(Share share, LiveRun only) {
      this.share = share;
      this.first = only;
    }

    /// Its place may have changed.
    void replace() {
      if (turns.remove(this)) {
        enter();
      }
    }

    private void enter() {
      use = share.use();
      served = share.served();
      first = runs.element();
      turns.add(this);
    }
  }

  void add(LiveRun run, Share share) {
    Party party = parties.get(share);
    if (party == null) {
      party = new Party(share, run);
      parties.put(share, party);
      share.enter(party);
    } else {
      turns.remove(party);
    }
    party.runs.add(run);
    party.enter();
  }

  /// The run to start next, or null when none is due. Runs that may not start are taken out and
  /// handed to `closed`.
  @Nullable LiveRun head(Instant now, Predicate<LiveRun> closed) {
    for (Party party = due(now); party != null; party = due(now)) {
      LiveRun head = party.first;
      if (!closed.test(head)) {
        return head;
      }
      takeFirst(party);
    }
    return null;
  }

  private @Nullable Party due(Instant now) {
    for (Party party : turns) {
      if (!party.first.due().isAfter(now)) {
        return party;
      }
    }
    return null;
  }

  /// How much its share has under way, for comparing heads of different lines.
  double use(Share share) {
    Party party = parties.get(share);
    return party == null ? 0 : party.use;
  }

  /// Takes out a run that is the head of its share.
  void take(LiveRun head, Share share) {
    Party party = parties.get(share);
    if (party != null && party.first.equals(head)) {
      takeFirst(party);
    }
  }

  private void takeFirst(Party party) {
    turns.remove(party);
    party.runs.remove();
    settle(party);
  }

  private void settle(Party party) {
    if (party.runs.isEmpty()) {
      parties.remove(party.share);
      party.share.leave(party);
    } else {
      party.enter();
    }
  }

  /// Takes runs out wherever they stand.
  ///
  /// @return how many
  int remove(Predicate<LiveRun> which, Collection<LiveRun> removed) {
    int before = removed.size();
    for (Party party : parties.values().toArray(new Party[0])) {
      int there = removed.size();
      party.runs.stream().filter(which).forEach(removed::add);
      if (removed.size() > there) {
        turns.remove(party);
        party.runs.removeIf(which);
        settle(party);
      }
    }
    return removed.size() - before;
  }

  /// When the earliest run that is not due yet will be, or null.
  @Nullable Instant nextDue(Instant now) {
    Instant next = null;
    for (Party party : turns) {
      Instant due = party.first.due();
      if (due.isAfter(now) && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    return next;
  }

  /// The run that has been waiting longest, or null when nothing is ready.
  @Nullable LiveRun oldest() {
    LiveRun oldest = null;
    for (Party party : turns) {
      if (oldest == null || party.first.compareTo(oldest) < 0) {
        oldest = party.first;
      }
    }
    return oldest;
  }

  int size() {
    int size = 0;
    for (Party party : parties.values()) {
      size += party.runs.size();
    }
    return size;
  }

  boolean isEmpty() {
    return parties.isEmpty();
  }
}
