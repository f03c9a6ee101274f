package io.devq.jobs.store;

import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.Queries;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The day partitions of history. They are created stand-alone and attached, ahead of time, under a
/// short lock time-out, so that no reader can make the engine queue behind a lock.
public final class PartitionStore {

  /// Parents and how many days each keeps.
  public static final Map<String, Integer> KEPT_DAYS =
      Map.of("history_short", 1, "history_normal", 30, "history_long", 365);

  private static final Queries SQL = Queries.load(PartitionStore.class, "partitions.sql");
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final String LOCK_TIMEOUT = "set local lock_timeout = '100ms'";

  private final Database database;

  /// The partitions of `database`.
  public PartitionStore(Database database) {
    this.database = database;
  }

  /// The day it is for history (UTC, by the database's clock).
  public LocalDate today() {
    return database.autocommit(
        sql -> sql.statement(SQL.get("today")).one(row -> LocalDate.parse(row.text("day"))));
  }

  /// Makes the partitions of every class from `first` to `last` that are not there. What could not
  /// be locked in time is left for the next call.
  ///
  /// @return how many were made
  public int create(LocalDate first, LocalDate last) {
    int made = 0;
    for (String parent : KEPT_DAYS.keySet().stream().sorted().toList()) {
      Set<String> there = new HashSet<>(partitions(parent));
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        if (!there.contains(name(parent, day)) && createOne(parent, day)) {
          made++;
        }
      }
    }
    return made;
  }

  /// Drops the partitions of days that are kept no longer.
  ///
  /// @return how many were dropped
  public int dropOld(LocalDate today) {
    int dropped = 0;
    for (Map.Entry<String, Integer> kept : KEPT_DAYS.entrySet()) {
      String oldest = name(kept.getKey(), today.minusDays(kept.getValue()));
      for (String partition : partitions(kept.getKey())) {
        if (partition.compareTo(oldest) < 0 && dropOne(kept.getKey(), partition)) {
          dropped++;
        }
      }
    }
    return dropped;
  }

  private List<String> partitions(String parent) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("partitions")).bind("parent", parent).list(row -> row.text("name")));
  }

  private boolean createOne(String parent, LocalDate day) {
    String name = name(parent, day);
    try {
      database.inTransaction(sql -> {
        sql.statement(LOCK_TIMEOUT).update();
        sql.statement("create table %s (like %s including all)".formatted(name, parent)).update();
        sql.statement(
                "alter table %s attach partition %s for values from ('%s') to ('%s')"
                    .formatted(parent, name, day, day.plusDays(1)))
            .update();
      });
      return true;
    } catch (DatabaseFailure failure) {
      return standsAside(failure);
    }
  }

  private boolean dropOne(String parent, String name) {
    try {
      database.inTransaction(sql -> {
        sql.statement(LOCK_TIMEOUT).update();
        sql.statement("alter table %s detach partition %s".formatted(parent, name)).update();
        sql.statement("drop table " + name).update();
      });
      return true;
    } catch (DatabaseFailure failure) {
      return standsAside(failure);
    }
  }

  /// Lock time-outs and what another node has just done are no failures: the next call finds out.
  private static boolean standsAside(DatabaseFailure failure) {
    if (failure.state().equals("55P03")
        || failure.state().equals("42P07")
        || failure.state().equals("42P01")) {
      return false;
    }
    throw failure;
  }

  private static String name(String parent, LocalDate day) {
    return parent + "_" + DAY.format(day);
  }
}
