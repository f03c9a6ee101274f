package io.devq.jobs.service;

import io.devq.base.Shards;
import io.devq.jobs.schedule.Fates.Passed;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.store.FiringStore.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The recurring jobs of the node's shards in the order in which they fire next. An entry that has
/// been taken out to be fired stays known, and is put back when it has moved on.
final class Agenda {

  private final TreeSet<Entry> queue =
      new TreeSet<>(
          Comparator.comparing((Entry entry) -> entry.firing.next())
              .thenComparing(entry -> entry.firing.id()));
  private final Map<UUID, Entry> entries = new HashMap<>();

  /// A job that fires.
  ///
  /// @param open the range of the ledger that the next nominal time would make longer if it met the
  ///   same fate, or null
  record Entry(Firing firing, Timetable timetable, @Nullable Passed open) {

    UUID id() {
      return firing.id();
    }

    boolean fires() {
      return firing.next().isBefore(Timetable.NEVER);
    }
  }

  /// Adds an entry, or replaces the one of the same job.
  synchronized void put(Entry entry) {
    drop(entry.id());
    entries.put(entry.id(), entry);
    if (entry.fires()) {
      queue.add(entry);
    }
  }

  /// Forgets a job.
  synchronized void drop(UUID job) {
    Entry known = entries.remove(job);
    if (known != null) {
      queue.remove(known);
    }
  }

  /// Forgets a shard.
  synchronized void forget(int shard) {
    entries.keySet().stream().filter(job -> Shards.of(job) == shard).toList().forEach(this::drop);
  }

  /// Takes out what is due, by shard.
  synchronized Map<Integer, List<Entry>> take(Instant now, int most) {
    Map<Integer, List<Entry>> due = new HashMap<>();
    for (int n = 0; n < most && !queue.isEmpty(); n++) {
      if (queue.first().firing.next().isAfter(now)) {
        break;
      }
      Entry head = queue.pollFirst();
      due.computeIfAbsent(head.firing.shard(), _ -> new ArrayList<>()).add(head);
    }
    return due;
  }

  /// Whether an entry that had been taken out is still as it was then: nobody put it back.
  synchronized boolean isOut(Entry taken) {
    return taken.equals(entries.get(taken.id())) && !queue.contains(taken);
  }

  /// What is known of a job, or null.
  synchronized @Nullable Entry of(UUID job) {
    return entries.get(job);
  }

  /// The entries that fit.
  synchronized List<Entry> all(Predicate<Entry> fits) {
    return entries.values().stream().filter(fits).toList();
  }

  /// When the first one fires, or null.
  synchronized @Nullable Instant first() {
    return queue.isEmpty() ? null : queue.first().firing.next();
  }
}
