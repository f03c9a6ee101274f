package io.devq.jobs.store;

import io.devq.base.Failpoint;
import io.devq.base.Shards;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Occurrence.Reason;
import io.devq.jobs.Overlap;
import io.devq.jobs.Schedule;
import io.devq.jobs.schedule.Fates.Passed;
import io.devq.jobs.schedule.Filling;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Runs for nominal times of the past, and what that leaves of the ledger, in one transaction.
public final class BackfillStore {

  private static final Queries SQL = Queries.load(BackfillStore.class, "schedules.sql");

  private final Database database;
  private final Catalog catalog;

  BackfillStore(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /// A job whose times are filled.
  public record Target(int project, UUID job, JobSpec spec) {

    private boolean serial() {
      return !(spec.schedule() instanceof Schedule.Recurring recurring)
          || recurring.recurrence().overlap() != Overlap.ALLOW;
    }
  }

  /// The nominal times of a range that have become runs.
  public Set<Instant> ran(Target target, Instant from, Instant to) {
    return database.autocommit(sql -> ran(sql, target, from, to));
  }

  private static Set<Instant> ran(Sql sql, Target target, Instant from, Instant to) {
    return new HashSet<>(
        ofJob(sql, "ran_between", target)
            .bind("from", from)
            .bind("to", to)
            .list(row -> row.instant("nominal")));
  }

  /// Makes the runs.
  ///
  /// @param again whether times that became runs already run once more
  /// @param ids gives each run its id
  /// @return the new runs, in the order of their nominal times, and where they stand
  public Filled fill(
      Target target, Filling filling, Range range, boolean again, Supplier<UUID> ids) {
    return database.transaction(sql -> {
      sql.statement(SQL.get("lock_job"))
          .bind("shard", Shards.of(target.job))
          .bind("id", target.job)
          .bind("project", target.project)
          .list(row -> row.text("state"));
      Set<Instant> already = ran(sql, target, range.from, range.to);
      List<Instant> nominals = filling.toRun(again ? Set.of() : already);
      List<UUID> runs = nominals.stream().map(_ -> ids.get()).toList();
      Lane lane = insert(sql, target, runs, nominals);
      already.addAll(nominals);
      shorten(sql, target, filling, range, already);
      Failpoint.pass("submit.before-commit");
      return new Filled(runs, lane);
    });
  }

  /// The bounds of a backfill; the end is exclusive.
  public record Range(Instant from, Instant to) {}

  /// Runs that were made.
  public record Filled(List<UUID> runs, Lane lane) {}

  private Lane insert(Sql sql, Target target, List<UUID> runs, List<Instant> nominals) {
    JobSpec spec = target.spec;
    int queue = catalog.queue(target.project, spec.queue()).number();
    Lane lane = Lane.of(queue, Lane.Kind.RECURRING, 0);
    ofJob(sql, "insert_backfill", target)
        .bind("lane", lane.number())
        .bind("gate", LiveRun.Gate.group(spec.sharing(), target.serial() ? target.job : null))
        .bind("settings", SpecCodec.backfill(spec, target.serial()))
        .bind("ids", runs.toArray(UUID[]::new))
        .bind("nominals", nominals.toArray(Instant[]::new))
        .update();
    return lane;
  }

  private static void shorten(
      Sql sql, Target target, Filling filling, Range range, Set<Instant> runs) {
    List<Passed> ranges =
        ofJob(sql, "passed_between", target)
            .bind("from", range.from)
            .bind("to", range.to)
            .list(row ->
                new Passed(
                    row.instant("from_at"),
                    row.instant("to_at"),
                    row.number("count"),
                    Reason.valueOf(row.text("reason")),
                    row.textOrNull("note")));
    for (Passed passed : ranges) {
      List<Passed> rest = filling.rest(passed, runs);
      if (!rest.equals(List.of(passed))) {
        ofJob(sql, "delete_occurrence", target).bind("from", passed.from()).update();
        rest.forEach(piece -> LedgerStore.write(sql, target.project, target.job, piece));
      }
    }
  }

  private static Sql.Statement ofJob(Sql sql, String query, Target target) {
    return sql.statement(SQL.get(query))
        .bind("shard", Shards.of(target.job))
        .bind("job", target.job)
        .bind("project", target.project);
  }
}
