package io.devq.jobs.service;

import io.devq.base.RunId;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.RunState;
import io.devq.jobs.schedule.Fates;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.service.Agenda.Entry;
import io.devq.jobs.store.FiringStore.Move;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// What moves a schedule beside the clock: the end of a run that it waits for, new rules of its
/// zone, a failure after which it pauses itself.
final class Nudges {

  private final Stores stores;
  private final Agenda agenda;
  private final LiveRuns live;

  /// Jobs of which a run has ended that their schedule waits for.
  private final Set<UUID> over = ConcurrentHashMap.newKeySet();

  /// Jobs whose next time may not be one any more, because the rules of its zone have changed.
  private final Set<UUID> doubtful = ConcurrentHashMap.newKeySet();

  /// Jobs that pause themselves because a run failed, with the reason.
  private final Map<UUID, String> failed = new ConcurrentHashMap<>();

  Nudges(Stores stores, Agenda agenda, LiveRuns live) {
    this.stores = stores;
    this.agenda = agenda;
    this.live = live;
  }

  /// A job has come to the agenda: what happened before is not known.
  void entered(UUID job, Timetable timetable) {
    if (timetable.waitsForEnd()) {
      over.add(job);
    }
    doubtful.add(job);
  }

  /// Runs of jobs that wait for ends may have ended.
  void ended(Collection<UUID> jobs) {
    over.addAll(jobs);
  }

  /// A run of a job has ended.
  ///
  /// @return whether that matters to its schedule
  boolean ended(UUID job, RunStore.Ending ending) {
    Entry entry = agenda.of(job);
    if (entry == null) {
      return false;
    }
    RunState state = RunState.valueOf(ending.state());
    boolean bad = state == RunState.FAILED || state == RunState.KILLED;
    if (bad && entry.firing().schedule().recurrence().conduct().pauseOnFailure()) {
      failed.put(job, new RunId(ending.run().id()) + " " + state + reason(ending));
      return true;
    }
    return entry.timetable().waitsForEnd() && over.add(job);
  }

  private static String reason(RunStore.Ending ending) {
    String reason = ending.last().reason();
    return reason == null ? "" : ": " + reason;
  }

  /// Pauses jobs a run of which has failed, where their schedule says so.
  void pauseFailed() {
    for (UUID job : List.copyOf(failed.keySet())) {
      Entry entry = agenda.of(job);
      String why = failed.get(job);
      if (entry != null && why != null) {
        stores.recurrences().pause(entry.firing().project(), job, "devq", "paused itself: " + why);
        agenda.drop(job);
      }
      failed.remove(job);
    }
  }

  /// How schedules move now, by shard.
  Map<Integer, List<Move>> moves(Instant now) {
    Map<Integer, List<Move>> moves = new HashMap<>();
    correct(now, moves);
    goOn(now, moves);
    return moves;
  }

  /// A next time that the schedule does not name any more was computed by other rules of its zone:
  /// it moves, and the ledger says so.
  private void correct(Instant now, Map<Integer, List<Move>> moves) {
    for (UUID job : List.copyOf(doubtful)) {
      doubtful.remove(job);
      Entry entry = agenda.of(job);
      if (entry == null || !entry.fires()) {
        continue;
      }
      Instant next = entry.firing().next();
      if (next.isAfter(now) && !entry.timetable().names(next)) {
        Instant instead = entry.timetable().after(now, next);
        Fates.Passed gone =
            new Fates.Passed(
                next,
                next,
                1,
                Reason.DST,
                "the rules of the zone have changed; " + instead + " instead");
        moves
            .computeIfAbsent(entry.firing().shard(), _ -> new ArrayList<>())
            .add(new Move(entry.firing(), instead, List.of(gone), List.of(), false));
      }
    }
  }

  /// Jobs that are due again some time after their run has ended.
  private void goOn(Instant now, Map<Integer, List<Move>> moves) {
    for (UUID job : List.copyOf(over)) {
      over.remove(job);
      Entry entry = agenda.of(job);
      if (entry != null && !entry.fires() && live.count(job) == 0) {
        Instant next = entry.timetable().afterEnd(now);
        boolean ends = !next.isBefore(Timetable.NEVER);
        moves
            .computeIfAbsent(entry.firing().shard(), _ -> new ArrayList<>())
            .add(new Move(entry.firing(), next, List.of(), List.of(), ends));
      }
    }
  }
}
