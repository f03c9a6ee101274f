package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Migrations;
import java.util.List;
import javax.sql.DataSource;

/// The engine's tables, one store each.
public record Stores(
    Catalog catalog,
    RunStore runs,
    HistoryStore history,
    OwnershipStore ownership,
    JobStore jobs,
    FiringStore firings,
    LedgerStore ledger,
    CalendarStore calendars,
    RecurrenceStore recurrences,
    BackfillStore backfills,
    DeadlineStore deadlines,
    KeyStore keys,
    SignalStore signals,
    LogStore logs,
    AttemptStore attempts,
    PartitionStore partitions,
    SubmissionStore submissions,
    DependencyStore dependencies,
    CompletionStore completions) {

  private static final String SCHEMA = "devq";

  /// The engine's tables in a database whose migrations have been applied.
  public static Stores of(Database database) {
    Catalog catalog = new Catalog(database);
    return new Stores(
        catalog,
        new RunStore(database, catalog),
        new HistoryStore(database, catalog),
        new OwnershipStore(database),
        new JobStore(database, catalog),
        new FiringStore(database),
        new LedgerStore(database),
        new CalendarStore(database),
        new RecurrenceStore(database, catalog),
        new BackfillStore(database, catalog),
        new DeadlineStore(database, catalog),
        new KeyStore(database),
        new SignalStore(database, catalog),
        new LogStore(database),
        new AttemptStore(database),
        new PartitionStore(database),
        new SubmissionStore(database, catalog),
        new DependencyStore(database),
        new CompletionStore(database));
  }

  /// The engine's tables in a user's database, made or brought up to date first.
  ///
  /// @param source gives connections whose search path begins with the schema `devq`, directly or
  ///   through a pool; `?currentSchema=devq,public` in the address does that
  public static Stores on(DataSource source) {
    Migrations.apply(source, SCHEMA, List.of("io/devq/jobs/store/migrations"));
    return of(new Database(source));
  }

  /// Whether a failure lies in the data itself, so that trying the same again cannot help.
  public static boolean isBadData(RuntimeException failure) {
    return failure instanceof DatabaseFailure refused && refused.isBadData();
  }
}
