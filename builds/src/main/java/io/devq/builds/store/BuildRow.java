package io.devq.builds.store;

import io.devq.base.BuildId;
import io.devq.base.JobId;
import io.devq.builds.Build;
import io.devq.builds.BuildState;
import io.devq.builds.Trigger;
import io.devq.database.Row;
import org.jspecify.annotations.Nullable;

/// A build as its row has it.
///
/// @param cancelledBy who asked for its end, or null
/// @param job the durable job that takes it on its way
public record BuildRow(
    BuildId id,
    String project,
    long number,
    Build.What what,
    Trigger trigger,
    BuildState state,
    @Nullable String reason,
    @Nullable String cancelledBy,
    @Nullable BuildId rerunOf,
    JobId job,
    Build.Times times) {

  static BuildRow of(Row row) {
    var rerunOf = row.uuidOrNull("rerun_of");
    return new BuildRow(
        new BuildId(row.uuid("id")),
        row.text("project"),
        row.number("number"),
        new Build.What(
            row.text("repository"),
            row.text("source"),
            row.textOrNull("branch"),
            row.textOrNull("tag"),
            row.textOrNull("commit_id"),
            row.textOrNull("title"),
            row.textOrNull("author")),
        Trigger.valueOf(row.text("trigger")),
        BuildState.valueOf(row.text("state")),
        row.textOrNull("reason"),
        row.textOrNull("cancelled_by"),
        rerunOf == null ? null : new BuildId(rerunOf),
        new JobId(row.uuid("job")),
        new Build.Times(
            row.instant("created_at"),
            row.instantOrNull("started_at"),
            row.instantOrNull("finished_at"),
            row.instantOrNull("attended_at")));
  }
}
