package io.devq.jobs.store;

import io.devq.base.Failpoint;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import io.devq.jobs.store.KeyStore.Holder;
import io.devq.jobs.store.KeyStore.Scope;
import io.devq.jobs.store.RunStore.Hint;
import io.devq.jobs.store.RunStore.NewRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Accepting jobs: keys, rows and all in one transaction.
public final class SubmissionStore {

  private final Database database;
  private final Catalog catalog;

  SubmissionStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// A job to accept.
  ///
  /// @param id chosen for it
  /// @param firstFiring of a recurring job, or null
  public record Request(UUID id, JobSpec spec, @Nullable Instant firstFiring) {}

  /// What was accepted.
  ///
  /// @param ids of the jobs, in the order of the requests; of those that were there already where a
  ///   key said so
  /// @param hints where new runs stand
  /// @param recurring new recurring jobs
  public record Accepted(List<JobId> ids, List<Hint> hints, List<JobId> recurring) {}

  /// An idempotency key and what it was first used for.
  public record RequestKey(String key, String hash) {}

  /// Accepts jobs, all or none.
  public Accepted accept(int project, List<Request> requests, @Nullable RequestKey once) {
    for (Request request : requests) {
      catalog.openQueue(project, request.spec().queue());
    }
    Accepted accepted = database.transaction(sql -> accept(sql, project, requests, once));
    Failpoint.pass("submit.after-commit");
    return accepted;
  }

  private Accepted accept(Sql sql, int project, List<Request> requests, @Nullable RequestKey once) {
    if (once != null) {
      List<UUID> ids = requests.stream().map(Request::id).toList();
      Optional<Holder> before =
          KeyStore.take(sql, project, Scope.REQUEST, once.key(), ids, once.hash());
      if (before.isPresent()) {
        return repeated(before.get(), once);
      }
    }
    Accepted accepted = new Accepted(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<Integer, List<NewRun>> runs = new HashMap<>();
    for (Request request : requests) {
      Optional<UUID> existing = existing(sql, project, request);
      accepted.ids().add(new JobId(existing.orElse(request.id())));
      if (existing.isEmpty()) {
        place(sql, project, request, runs, accepted);
      }
    }
    Failpoint.pass("submit.before-insert");
    runs.forEach(
        (shard, ofShard) -> accepted.hints().addAll(RunStore.append(sql, project, shard, ofShard)));
    Failpoint.pass("submit.before-commit");
    return accepted;
  }

  private static Accepted repeated(Holder before, RequestKey once) {
    if (!once.hash().equals(before.hash())) {
      throw Problem.of(
          Problem.Kind.UNPROCESSABLE,
          "idempotency_key_reused",
          "This Idempotency-Key was used for another request; use a new key for a new request.");
    }
    return new Accepted(before.ids().stream().map(JobId::new).toList(), List.of(), List.of());
  }

  private void place(
      Sql sql, int project, Request request, Map<Integer, List<NewRun>> runs, Accepted accepted) {
    JobSpec spec = request.spec();
    Lane lane = Lane.of(catalog.queue(project, spec.queue()).number(), spec);
    if (spec.schedule() instanceof Schedule.Recurring) {
      if (JobStore.insert(sql, project, request.id(), lane, spec)
          && request.firstFiring() != null) {
        JobStore.schedule(sql, project, request.id(), request.firstFiring());
        accepted.recurring().add(new JobId(request.id()));
      }
    } else {
      runs.computeIfAbsent(Shards.of(request.id()), _ -> new ArrayList<>())
          .add(new NewRun(request.id(), lane, spec));
    }
  }

  /// The job that is there already for this request: by a given id that is in history, by a unique
  /// key, by a name.
  private static Optional<UUID> existing(Sql sql, int project, Request request) {
    JobSpec spec = request.spec();
    if (spec.id() != null && KeyStore.existed(sql, request.id())) {
      return Optional.of(request.id());
    }
    Optional<UUID> byKey =
        held(
            sql,
            project,
            Scope.ACTIVE,
            spec.unique() == null ? null : spec.unique().key(),
            request.id());
    if (byKey.isPresent()) {
      return byKey;
    }
    Optional<UUID> byName = held(sql, project, Scope.NAME, spec.name(), request.id());
    if (byName.isPresent()) {
      throw Problem.conflict(
          "name_taken",
          "A live job is named \""
              + spec.name()
              + "\" already: "
              + new JobId(byName.get())
              + ". Choose another name, or update that one.");
    }
    return Optional.empty();
  }

  /// Takes a key for a new job unless a live one holds it.
  private static Optional<UUID> held(
      Sql sql, int project, Scope scope, @Nullable String key, UUID id) {
    if (key == null) {
      return Optional.empty();
    }
    Optional<Holder> holder = KeyStore.take(sql, project, scope, key, List.of(id), null);
    if (holder.isEmpty() || holder.get().ids().contains(id)) {
      return Optional.empty();
    }
    var living = KeyStore.living(sql, holder.get().ids());
    if (!living.isEmpty()) {
      return Optional.of(living.iterator().next());
    }
    if (!KeyStore.pass(sql, project, scope, key, holder.get(), List.of(id), null)) {
      throw Problem.conflict(
          "key_contended",
          "Another submit took the key \"" + key + "\" at this moment; try again.");
    }
    return Optional.empty();
  }
}
