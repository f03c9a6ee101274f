package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.DatabaseFailure;

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

  /// Whether a failure lies in the data itself, so that trying the same again cannot help.
  public static boolean isBadData(RuntimeException failure) {
    return failure instanceof DatabaseFailure refused && refused.isBadData();
  }
}
