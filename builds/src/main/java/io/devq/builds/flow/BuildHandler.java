package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.base.IdSource;
import io.devq.base.TimeSource;
import io.devq.blobs.Blobs;
import io.devq.builds.BuildListener;
import io.devq.builds.BuildState;
import io.devq.builds.source.Sources;
import io.devq.builds.store.BuildStore;
import io.devq.jobs.Attempt;
import io.devq.jobs.Handler;
import io.devq.jobs.Jobs;
import java.util.Optional;

/// The handler of jobs of the type [BuildJobs#BUILD]: takes a build on its way until it is over.
/// The job succeeds also when the build fails; it fails only when DevQ does.
public final class BuildHandler implements Handler {

  private final Course.Parts parts;

  /// A handler that follows steps on `engine`.
  public BuildHandler(
      BuildStore store, Jobs engine, Sources sources, Blobs blobs, BuildListener listener) {
    BuildJobs jobs = new BuildJobs(engine);
    TimeSource time = TimeSource.system();
    this.parts =
        new Course.Parts(
            store,
            jobs,
            new Preparation(store, sources, new IdSource(time)),
            new Completion(store, blobs, new BuildReader(store, jobs), listener),
            time);
  }

  @Override
  public String run(Attempt attempt) throws InterruptedException {
    BuildId id = BuildJobs.BuildPayload.read(attempt.payload());
    try (Course course = new Course(parts, attempt, id)) {
      Optional<BuildState> end = course.run();
      return "{\"state\":\"" + end.map(BuildState::name).orElse("DELETED") + "\"}";
    }
  }
}
