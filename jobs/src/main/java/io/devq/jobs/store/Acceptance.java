package io.devq.jobs.store;

import io.devq.base.Failpoint;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.Shards;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import io.devq.jobs.UniqueKey;
import io.devq.jobs.store.JobStore.JobRow;
import io.devq.jobs.store.KeyStore.Hold;
import io.devq.jobs.store.KeyStore.Holder;
import io.devq.jobs.store.KeyStore.Place;
import io.devq.jobs.store.KeyStore.ScopedKey;
import io.devq.jobs.store.KeyStore.Wanted;
import io.devq.jobs.store.RunStore.Hint;
import io.devq.jobs.store.RunStore.NewRun;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.SubmissionStore.Accepted;
import io.devq.jobs.store.SubmissionStore.Request;
import io.devq.jobs.store.SubmissionStore.Submission;
import io.devq.jobs.store.SubmissionStore.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One submission on its way in, inside one transaction: which of its jobs are there already, by id
/// or by key; then the rows of the others. Keys and rows are taken in one order by everybody, so
/// that two submissions never wait for each other in a circle. Without keys and given ids nothing
/// is asked; every question is put once for all jobs of a shard.
final class Acceptance {

  private final Sql sql;
  private final Submission submission;
  private final Catalog catalog;
  private final List<Request> requests;

  /// For each request the job that is there already, or null when it is new.
  private final @Nullable UUID[] existing;

  private final List<Hint> hints = new ArrayList<>();
  private final List<JobId> recurring = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();

  Acceptance(Sql sql, Submission submission, Catalog catalog) {
    this.sql = sql;
    this.submission = submission;
    this.catalog = catalog;
    this.requests = new ArrayList<>(submission.requests());
    this.existing = new @Nullable UUID[requests.size()];
  }

  Accepted accept() {
    findGivenIds();
    takeUniqueKeys();
    takeNames();
    Edges edges = new Edges(sql, submission, requests, existing);
    edges.check();
    placeRecurring();
    Set<UUID> placed = placeRuns(edges);
    edges.insert(placed);
    Failpoint.pass("submit.before-commit");
    List<JobId> ids =
        IntStream.range(0, requests.size()).mapToObj(i -> new JobId(edges.jobOf(i))).toList();
    return new Accepted(ids, hints, recurring, wishes, edges.prerequisites());
  }

  private boolean isNew(int index) {
    return existing[index] == null;
  }

  /// The same id again is the same job.
  private void findGivenIds() {
    List<UUID> given =
        requests.stream().filter(r -> r.spec().id() != null).map(Request::id).toList();
    if (given.isEmpty()) {
      return;
    }
    Map<UUID, Place> places = KeyStore.whereabouts(sql, given, submission.project());
    Set<UUID> seen = new HashSet<>();
    for (int i = 0; i < requests.size(); i++) {
      UUID id = requests.get(i).id();
      if (places.get(id) == Place.ELSEWHERE) {
        throw Problem.conflict(
            "id_taken", "The id " + new JobId(id) + " is taken already; choose another one.");
      }
      if (places.containsKey(id) || !seen.add(id)) {
        existing[i] = id;
      }
    }
  }

  private void takeUniqueKeys() {
    Map<ScopedKey, Integer> firsts = new TreeMap<>(KeyStore.ORDER);
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      UniqueKey unique = requests.get(i).spec().unique();
      if (unique != null && isNew(i)) {
        ScopedKey key = new ScopedKey(KeyStore.Scope.UNIQUE, unique.key());
        Integer first = firsts.putIfAbsent(key, i);
        if (first == null) {
          Hold hold = Hold.valueOf(unique.scope().name());
          wanted.add(new Wanted(key, requests.get(i).id(), hold, unique.period()));
        } else {
          yieldToTheFirst(first, i, unique);
        }
      }
    }
    Map<ScopedKey, Holder> taken = KeyStore.take(sql, submission.project(), wanted);
    firsts.forEach((key, index) -> {
      Holder holder = taken.get(key);
      if (holder != null) {
        yieldTo(holder, index);
      }
    });
    for (int i = 0; i < requests.size(); i++) {
      UniqueKey unique = requests.get(i).spec().unique();
      if (unique != null && isNew(i)) {
        Integer first = firsts.get(new ScopedKey(KeyStore.Scope.UNIQUE, unique.key()));
        if (first != null && first != i) {
          existing[i] = jobOf(first);
        }
      }
    }
  }

  private UUID jobOf(int index) {
    UUID there = existing[index];
    return there == null ? requests.get(index).id() : there;
  }

  /// Two jobs of one batch have the same key.
  private void yieldToTheFirst(int first, int later, UniqueKey unique) {
    Request before = requests.get(first);
    JobSpec spec = requests.get(later).spec();
    if (unique.onConflict() == UniqueKey.OnConflict.REJECT) {
      throw taken(unique, new JobId(before.id()), "which is in the same batch");
    }
    if (unique.onConflict().changes()) {
      boolean keep = unique.onConflict().keepsDue(spec.schedule() instanceof Schedule.Now);
      JobSpec merged =
          spec.withId(before.spec().id())
              .withName(before.spec().name())
              .withDependsOn(before.spec().dependsOn())
              .withSchedule(keep ? before.spec().schedule() : spec.schedule());
      requireSameKind(unique, before.id(), before.spec(), merged);
      requests.set(
          first,
          new Request(
              before.id(),
              merged,
              keep ? before.firstFiring() : requests.get(later).firstFiring()));
    }
  }

  private static Problem taken(UniqueKey unique, JobId holder, String where) {
    return Problem.conflict(
        "unique_taken",
        "The unique key \""
            + unique.key()
            + "\" is held by "
            + holder
            + ", "
            + where
            + ". Wait until it lets go, or choose another onConflict.");
  }

  private static void requireSameKind(UniqueKey unique, UUID holder, JobSpec old, JobSpec now) {
    boolean kind =
        old.schedule() instanceof Schedule.Recurring
            == now.schedule() instanceof Schedule.Recurring;
    if (!kind || !old.sharing().hasKeysOf(now.sharing())) {
      throw taken(
          unique,
          new JobId(holder),
          kind
              ? "which has other keys for concurrency, rate or order and cannot take over this job"
              : "which is of the other kind, one-time or recurring, and cannot take over this job");
    }
  }

  /// A job that is there already holds the key.
  private void yieldTo(Holder holder, int index) {
    UniqueKey unique = requests.get(index).spec().unique();
    if (unique == null) {
      return;
    }
    existing[index] = holder.id();
    if (unique.onConflict() == UniqueKey.OnConflict.REJECT) {
      throw taken(
          unique,
          new JobId(holder.id()),
          holder.place() == Place.RUN || holder.place() == Place.JOB
              ? "which is live"
              : "which is over and holds it by its scope " + unique.scope());
    }
    if (unique.onConflict().changes() && holder.place() == Place.RUN) {
      wishToChange(holder.id(), index, unique);
    } else if (unique.onConflict().changes() && holder.place() == Place.JOB) {
      updateRecurring(holder.id(), index, unique);
    }
  }

  private void wishToChange(UUID holder, int index, UniqueKey unique) {
    JobSpec spec = requests.get(index).spec();
    Optional<LiveRun> live = RunStore.find(sql, submission.project(), holder, catalog);
    if (live.isEmpty()) {
      return;
    }
    // One-time jobs are stored without the schedule they were submitted with.
    requireSameKind(unique, holder, live.get().spec(), spec);
    boolean keep = unique.onConflict().keepsDue(spec.schedule() instanceof Schedule.Now);
    RunChange change = new RunChange(spec, lane(spec), keep, true, null);
    UUID id = submission.ids().next(Shards.of(holder));
    Signal signal = new Signal(id, submission.project(), Kind.CHANGE, holder, change.text());
    SignalStore.append(sql, signal);
    wishes.add(new Wish(index, signal));
  }

  private void updateRecurring(UUID holder, int index, UniqueKey unique) {
    Request request = requests.get(index);
    Optional<JobRow> row = JobStore.lock(sql, submission.project(), holder, catalog);
    if (row.isEmpty()) {
      return;
    }
    JobSpec old = row.get().spec();
    requireSameKind(unique, holder, old, request.spec());
    JobSpec spec = request.spec().withName(old.name());
    JobStore.update(sql, submission.project(), holder, lane(spec), spec);
    boolean keep = unique.onConflict().keepsDue(old.schedule().equals(spec.schedule()));
    if (!keep && request.firstFiring() != null && row.get().state().equals("ACTIVE")) {
      JobStore.schedule(sql, submission.project(), holder, request.firstFiring());
    }
    recurring.add(new JobId(holder));
  }

  private Lane lane(JobSpec spec) {
    return Lane.of(catalog.queue(submission.project(), spec.queue()).number(), spec);
  }

  private void takeNames() {
    Map<ScopedKey, UUID> firsts = new HashMap<>();
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      String name = requests.get(i).spec().name();
      if (name != null && isNew(i)) {
        ScopedKey key = new ScopedKey(KeyStore.Scope.NAME, name);
        UUID first = firsts.putIfAbsent(key, requests.get(i).id());
        if (first != null) {
          throw nameTaken(name, first, "Another job of this batch");
        }
        wanted.add(new Wanted(key, requests.get(i).id(), Hold.ACTIVE, null));
      }
    }
    KeyStore.take(sql, submission.project(), wanted)
        .forEach((key, holder) -> {
          throw nameTaken(key.key(), holder.id(), "A live job");
        });
  }

  private static Problem nameTaken(String name, UUID holder, String who) {
    return Problem.conflict(
        "name_taken",
        who
            + " is named \""
            + name
            + "\" already: "
            + new JobId(holder)
            + ". Choose another name, or update that one.");
  }

  private void placeRecurring() {
    IntStream.range(0, requests.size())
        .filter(this::isNew)
        .mapToObj(requests::get)
        .filter(request -> request.spec().schedule() instanceof Schedule.Recurring)
        .sorted(Comparator.comparing(Request::id, LiveRun::compare))
        .forEach(this::placeRecurring);
  }

  private void placeRecurring(Request request) {
    int project = submission.project();
    if (JobStore.insert(sql, project, request.id(), lane(request.spec()), request.spec())
        && request.firstFiring() != null) {
      JobStore.schedule(sql, project, request.id(), request.firstFiring());
      recurring.add(new JobId(request.id()));
    }
  }

  /// @return the ids that are new
  private Set<UUID> placeRuns(Edges edges) {
    Map<Integer, List<NewRun>> byShard = new TreeMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      if (isNew(i) && !(request.spec().schedule() instanceof Schedule.Recurring)) {
        byShard
            .computeIfAbsent(Shards.of(request.id()), _ -> new ArrayList<>())
            .add(new NewRun(request.id(), lane(request.spec()), request.spec(), edges.waits(i)));
      }
    }
    Failpoint.pass("submit.before-insert");
    Set<UUID> placed = new HashSet<>();
    byShard.forEach((shard, runs) -> placed.addAll(placeRuns(shard, runs)));
    return placed;
  }

  private Set<UUID> placeRuns(int shard, List<NewRun> runs) {
    runs.sort(Comparator.comparing(NewRun::id, LiveRun::compare));
    RunStore.Appended appended = RunStore.append(sql, submission.project(), shard, runs);
    hints.addAll(appended.hints());
    Set<UUID> placed = new HashSet<>(appended.ids());
    List<UUID> given =
        runs.stream()
            .filter(run -> run.spec().id() != null && placed.contains(run.id()))
            .map(NewRun::id)
            .toList();
    if (!given.isEmpty()) {
      // Another submit of the id may have been accepted, run and moved to history since we looked.
      placed.removeAll(KeyStore.takeBack(sql, submission.project(), shard, given));
    }
    return placed;
  }
}
