package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that is about to be written as over.
///
/// @param recurring whether its job recurs
/// @param spec what it did; its payload may be missing, its schedule is not told
/// @param attempts how many attempts were begun
/// @param state the final one
/// @param endedAt by the database's clock, to a few milliseconds
public record EndedRun(
    String project,
    JobId job,
    RunId run,
    boolean recurring,
    JobSpec spec,
    int attempts,
    RunState state,
    OutcomeClass outcomeClass,
    @Nullable String reason,
    @Nullable Integer exitCode,
    @Nullable Instant nominalAt,
    Instant dueAt,
    @Nullable Instant startedAt,
    Instant endedAt) {}
