package io.devq.cli.demo;

import org.jspecify.annotations.Nullable;

/// What became of the user's own repository.
///
/// @param ok whether it was built, copied to every region, and came back as it was made
/// @param problem what broke it off, or null
record RepositoryReport(
    boolean ok,
    DemoReport.@Nullable Build build,
    DemoReport.@Nullable Replication replication,
    double seconds,
    @Nullable String problem) {}
