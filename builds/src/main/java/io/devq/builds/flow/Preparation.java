package io.devq.builds.flow;

import io.devq.base.Failpoint;
import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.builds.Build;
import io.devq.builds.BuildState;
import io.devq.builds.Trigger;
import io.devq.builds.pipeline.Pipeline;
import io.devq.builds.pipeline.PipelineFile;
import io.devq.builds.source.Sources;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildStore;
import io.devq.jobs.Attempt;
import org.jspecify.annotations.Nullable;

/// From the request to the steps: looks the commit up, reads its pipeline file, and begins the
/// build, skips it, or fails it with what is wrong.
final class Preparation {

  /// How many attempts at a repository that cannot be reached.
  private static final int TRIES = 8;

  private final BuildStore store;
  private final Sources sources;
  private final IdSource ids;

  Preparation(BuildStore store, Sources sources, IdSource ids) {
    this.store = store;
    this.sources = sources;
    this.ids = ids;
  }

  /// Moves a QUEUED build on.
  ///
  /// @throws Problem when it cannot now and another attempt may
  void prepare(BuildRow build, Attempt attempt) {
    Sources.Commit commit = read(build, attempt);
    if (commit == null) {
      return;
    }
    if (build.what().commit() == null || build.what().title() == null) {
      store.builds().commitRead(build, commit);
      Failpoint.pass("build.commit-read");
    }
    byte[] file = commit.pipeline();
    if (file == null) {
      withoutPipeline(build, commit);
      return;
    }
    switch (PipelineFile.read(file)) {
      case PipelineFile.Reading.Good(Pipeline pipeline) -> begin(build, pipeline, attempt);
      case PipelineFile.Reading.Bad bad -> fail(build, bad.text());
    }
  }

  private Sources.@Nullable Commit read(BuildRow build, Attempt attempt) {
    Build.What what = build.what();
    try {
      return sources.read(what.source(), what.commit(), what.branch(), what.tag());
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID && attempt.number() < TRIES) {
        throw problem;
      }
      fail(build, problem.message());
      return null;
    }
  }

  private void withoutPipeline(BuildRow build, Sources.Commit commit) {
    String reason =
        "There is no file " + PipelineFile.NAME + " at the top of commit " + commit.id() + ".";
    if (build.trigger() == Trigger.PUSH) {
      boolean _ = store.builds().move(build, BuildState.SKIPPED, reason);
    } else {
      fail(build, reason);
    }
  }

  private void begin(BuildRow build, Pipeline pipeline, Attempt attempt) {
    String skipped =
        build.trigger() == Trigger.PUSH ? skipped(build.what(), pipeline.push()) : null;
    if (skipped != null) {
      boolean _ = store.builds().move(build, BuildState.SKIPPED, skipped);
      return;
    }
    Failpoint.pass("build.before-begin");
    boolean _ = store.steps().begin(build, pipeline, () -> new JobId(ids.next()));
    Failpoint.pass("build.after-begin");
    attempt.log("The pipeline has " + pipeline.steps().size() + " steps.");
  }

  private static @Nullable String skipped(Build.What what, Pipeline.Push push) {
    if (what.tag() != null) {
      return "The push of tag " + what.tag() + " is not built: on.tag is not supported yet.";
    }
    String branch = what.branch();
    return branch == null || push.builds(branch)
        ? null
        : "No pattern of on.push.branches in "
            + PipelineFile.NAME
            + " matches branch "
            + branch
            + ".";
  }

  private void fail(BuildRow build, String reason) {
    boolean _ = store.builds().move(build, BuildState.FAILED, reason);
  }
}
