package io.devq.jobs.store;

import io.devq.database.Row;
import io.devq.jobs.JobSpec;

/// Turns rows of live runs into records.
final class RunRows {

  private RunRows() {}

  static LiveRun live(Row row, Catalog catalog) {
    Lane lane = new Lane(row.integer("lane"));
    String payload = row.text("payload");
    SpecCodec.Stored stored = stored(row, lane, catalog);
    return new LiveRun(
        row.integer("shard"),
        lane,
        row.uuid("id"),
        row.instant("due"),
        row.integer("project"),
        row.uuidOrNull("job"),
        row.instantOrNull("nominal"),
        row.integer("attempt"),
        row.integer("failures"),
        row.integer("lost"),
        row.instant("created_at"),
        stored.spec(),
        new LiveRun.Gate(row.numberOrNull("gate"), row.instantOrNull("hold"), stored.serial()),
        payload.isEmpty() && row.integer("payload_bytes") > 0);
  }

  static JobSpec spec(Row row, Lane lane, Catalog catalog) {
    return stored(row, lane, catalog).spec();
  }

  private static SpecCodec.Stored stored(Row row, Lane lane, Catalog catalog) {
    return SpecCodec.read(
        row.text("type"),
        row.textOrNull("owner"),
        catalog.queue(lane).name(),
        row.integer("priority"),
        row.text("payload"),
        row.textOrNull("settings"));
  }
}
