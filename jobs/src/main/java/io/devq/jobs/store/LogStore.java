package io.devq.jobs.store;

import io.devq.base.RunId;
import io.devq.database.Database;
import io.devq.database.Queries;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Live log bytes: rows by attempt and offset.
public final class LogStore {

  private static final Queries SQL = Queries.load(LogStore.class, "logs.sql");

  private final Database database;

  /// The live logs of `database`.
  public LogStore(Database database) {
    this.database = database;
  }

  /// A piece of log.
  public record Chunk(long start, byte[] bytes) {}

  /// Where the log of an earlier attempt is.
  public record Ended(@Nullable String name, long bytes, boolean complete) {}

  /// How many bytes of an attempt's log are durable.
  public long length(RunId run, int attempt) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("length"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .one(row -> row.number("bytes")));
  }

  /// Appends a piece that starts where the log ends.
  public void append(RunId run, int attempt, int project, long start, int crc32c, byte[] bytes) {
    database.autocommit(sql ->
        sql.statement(SQL.get("append"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .bind("start", start)
            .bind("project", project)
            .bind("crc", crc32c)
            .bind("bytes", bytes)
            .update());
  }

  /// The pieces that overlap `[offset, end)`, in order, at most 64.
  public List<Chunk> read(RunId run, int attempt, long offset, long end) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("read"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .bind("offset", offset)
            .bind("end", end)
            .list(row -> new Chunk(row.number("start"), row.bytes("bytes"))));
  }

  /// Removes the live bytes of an attempt and of those before it.
  public void discard(RunId run, int attempt) {
    database.autocommit(sql ->
        sql.statement(SQL.get("discard"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .update());
  }

  /// Removes a bounded number of live bytes of runs that are over and whose log has been sealed:
  /// what a crash between the end of a run and [#discard] leaves.
  public int discardOrphans() {
    return database.autocommit(sql -> sql.statement(SQL.get("discard_orphans")).update());
  }

  /// The log of an attempt that ended without ending its run.
  public Optional<Ended> ended(RunId run, int attempt) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("attempt_log"))
            .bind("shard", run.shard())
            .bind("run", run.value())
            .bind("attempt", attempt)
            .first(row ->
                new Ended(
                    row.textOrNull("log_name"),
                    row.number("log_bytes"),
                    row.flag("log_complete"))));
  }
}
