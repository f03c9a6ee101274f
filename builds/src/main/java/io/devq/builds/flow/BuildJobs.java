package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.base.Durations;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.StepRow;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The jobs of a build in the engine: its own, which takes it on its way, and one for each step.
/// Their ids are chosen beforehand, so that submitting one again makes no second one.
public final class BuildJobs {

  /// The type of a build's own job; its handler is [BuildHandler].
  public static final String BUILD = "devq.build";

  /// The queue of builds' own jobs.
  public static final String BUILD_QUEUE = "devq";

  /// The type of a step's job, which runners take.
  public static final String STEP = "step";

  /// The queue of steps.
  public static final String STEP_QUEUE = "builds";

  private static final int BUILD_PRIORITY = 7;
  private static final RetryPolicy BUILD_RETRY =
      new RetryPolicy(
          100,
          RetryPolicy.Backoff.EXPONENTIAL,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          0.2,
          JobLimits.LOST_ATTEMPTS);
  private static final JsonMapper JSON = new JsonMapper();

  private final Jobs jobs;

  BuildJobs(Jobs jobs) {
    this.jobs = jobs;
  }

  /// What a build's own job is told.
  record BuildPayload(String build) {

    static BuildId read(String payload) {
      return BuildId.parse(JSON.readValue(payload, BuildPayload.class).build);
    }
  }

  /// What a runner is told of a step.
  ///
  /// @param source where to fetch the repository from: a path or a URL
  public record StepPayload(
      String build,
      long number,
      String repository,
      String source,
      @Nullable String commit,
      @Nullable String branch,
      @Nullable String tag,
      String step,
      String script,
      Map<String, String> env,
      List<String> artifacts) {}

  /// Submits the job that takes a build on its way.
  void submitBuild(String project, BuildId build, JobId job) {
    var _ =
        jobs.submit(
            project,
            JobSpec.of(BUILD, JSON.writeValueAsString(new BuildPayload(build.text())))
                .withId(job)
                .withDescription("Takes " + build + " on its way")
                .withQueue(BUILD_QUEUE)
                .withPriority(BUILD_PRIORITY)
                .withTimeout(Durations.LONGEST)
                .withRetry(BUILD_RETRY));
  }

  /// Submits the job of a step.
  void submitStep(BuildRow build, StepRow step) {
    var _ =
        jobs.submit(
            build.project(),
            JobSpec.of(STEP, payload(build, step))
                .withId(step.job())
                .withDescription(
                    build.what().repository() + " #" + build.number() + " " + step.name())
                .withQueue(STEP_QUEUE)
                .withLabels(step.definition().labels())
                .withTimeout(step.definition().timeout())
                .withRetry(RetryPolicy.ONCE.withLostAttempts(step.definition().lostAttempts()))
                .withTags(
                    Map.of(
                        "build", build.id().text(),
                        "repository", build.what().repository(),
                        "step", step.name())));
  }

  private static String payload(BuildRow build, StepRow step) {
    return JSON.writeValueAsString(
        new StepPayload(
            build.id().text(),
            build.number(),
            build.what().repository(),
            build.what().source(),
            build.what().commit(),
            build.what().branch(),
            build.what().tag(),
            step.name(),
            step.definition().script(),
            step.definition().env(),
            step.definition().artifacts()));
  }

  /// The run of a one-time job.
  Optional<Run> run(String project, JobId job) {
    return jobs.run(project, new RunId(job.value()));
  }

  /// Asks for a run to end, if it has not ended.
  void cancel(String project, JobId job, String by) {
    if (run(project, job).filter(run -> !run.state().isFinal()).isPresent()) {
      jobs.cancel(project, new RunId(job.value()), by);
    }
  }

  /// As [Jobs#await].
  Run await(String project, RunId run, Duration atMost) throws InterruptedException {
    return jobs.await(project, run, atMost);
  }
}
