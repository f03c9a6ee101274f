package io.devq.jobs.store;

import io.devq.database.Row;
import io.devq.jobs.JobSpec;

/// Turns rows of live runs into records.
final class RunRows {

  private RunRows() {}

  static LiveRun live(Row row, Catalog catalog) {
    Lane lane = new Lane(row.integer("lane"));
    String payload = row.text("payload");
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
        spec(row, lane, catalog),
        payload.isEmpty() && row.integer("payload_bytes") > 0);
  }

  static JobSpec spec(Row row, Lane lane, Catalog catalog) {
    return SpecCodec.read(
        row.text("type"),
        row.textOrNull("owner"),
        catalog.queue(lane).name(),
        row.integer("priority"),
        row.text("payload"),
        row.textOrNull("settings"));
  }
}
