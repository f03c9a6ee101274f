package io.devq.cli.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What has been found out so far. Not for use by several threads.
final class DemoFindings {

  private DemoReport.@Nullable Build build;
  private DemoReport.@Nullable Replication replication;
  private DemoReport.@Nullable Gate gate;
  private DemoReport.@Nullable Deployment deployment;
  private DemoReport.@Nullable Rollback rollback;
  private DemoReport.@Nullable Cron cron;
  private DemoReport.@Nullable Rescue rescue;

  /// The id of the first commit's build.
  String buildId() {
    if (build == null) {
      throw new IllegalStateException("nothing has been built");
    }
    return build.id();
  }

  void found(DemoReport.Build found) {
    build = found;
  }

  void found(DemoReport.Replication found) {
    replication = found;
  }

  void found(DemoReport.Gate found) {
    gate = found;
  }

  void found(DemoReport.Deployment found) {
    deployment = found;
  }

  void found(DemoReport.Rollback found) {
    rollback = found;
  }

  void found(DemoReport.Cron found) {
    cron = found;
  }

  void found(DemoReport.Rescue found) {
    rescue = found;
  }

  /// The report of a tour that came to its end, or was broken off by a problem.
  DemoReport report(Duration took, @Nullable String problem) {
    return new DemoReport(
        problem == null && allOk(),
        build,
        replication,
        gate,
        deployment,
        rollback,
        cron,
        rescue,
        seconds(took),
        problem);
  }

  /// The report of a tour with the user's own repository.
  RepositoryReport repositoryReport(Duration took, @Nullable String problem) {
    boolean ok =
        problem == null && build != null && build.ok() && replication != null && replication.ok();
    return new RepositoryReport(ok, build, replication, seconds(took), problem);
  }

  private static double seconds(Duration took) {
    return Math.round(took.toMillis() / 100.0) / 10.0;
  }

  private boolean allOk() {
    return build != null
        && build.ok()
        && replication != null
        && replication.ok()
        && gate != null
        && gate.ok()
        && deployment != null
        && deployment.ok()
        && rollback != null
        && rollback.ok()
        && cron != null
        && cron.ok()
        && rescue != null
        && rescue.ok();
  }
}
