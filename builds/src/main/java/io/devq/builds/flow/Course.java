package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.base.Failpoint;
import io.devq.base.JobId;
import io.devq.base.TimeSource;
import io.devq.builds.BuildState;
import io.devq.builds.StepState;
import io.devq.builds.store.BuildRow;
import io.devq.builds.store.BuildStore;
import io.devq.builds.store.StepRow;
import io.devq.jobs.Attempt;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One attempt at taking a build on its way. It keeps nothing in memory that matters: each pass
/// reads the rows, does one thing, and writes it, so that whoever comes after a crash goes on from
/// there.
final class Course implements AutoCloseable {

  /// How soon a wish to cancel is seen.
  private static final Duration PASS = Duration.ofSeconds(1);

  private static final Duration ATTEND_EVERY = Duration.ofSeconds(10);

  private final Parts parts;
  private final Attempt attempt;
  private final BuildId id;
  private final StepWatch watch;
  private final Set<JobId> cancelled = new HashSet<>();
  private final Set<JobId> seen = new HashSet<>();
  private long attendedAt;

  /// What every course needs.
  record Parts(
      BuildStore store,
      BuildJobs jobs,
      Preparation preparation,
      Completion completion,
      TimeSource time) {}

  Course(Parts parts, Attempt attempt, BuildId id) {
    this.parts = parts;
    this.attempt = attempt;
    this.id = id;
    this.watch = new StepWatch(parts.jobs, attempt.project());
    this.attendedAt = parts.time.nanos() - ATTEND_EVERY.toNanos();
  }

  /// Goes on until the build is over.
  ///
  /// @return the final state, or empty when there is no such build any more
  Optional<BuildState> run() throws InterruptedException {
    Optional<BuildRow> build = find();
    if (build.filter(row -> row.state() == BuildState.SUCCEEDED).isPresent()) {
      // an earlier attempt died between the success and the word of it
      parts.completion.announce(build.get());
    }
    while (build.isPresent() && !build.get().state().isFinal()) {
      attend();
      pass(build.get());
      build = find();
    }
    return build.map(BuildRow::state);
  }

  private Optional<BuildRow> find() {
    return parts.store.builds().find(attempt.project(), id);
  }

  private void attend() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long now = parts.time.nanos();
    if (now - attendedAt >= ATTEND_EVERY.toNanos()) {
      parts.store.builds().attend(attempt.project(), id);
      attendedAt = now;
    }
  }

  private void pass(BuildRow build) throws InterruptedException {
    if (build.cancelledBy() != null) {
      cancel(build, build.cancelledBy());
      return;
    }
    switch (build.state()) {
      case QUEUED -> parts.preparation.prepare(build, attempt);
      case RUNNING, FAILING -> advance(build);
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED ->
          throw new IllegalStateException("a build that is " + build.state() + " is over");
    }
  }

  private List<StepRow> steps(BuildRow build) {
    return parts.store.steps().list(build.project(), List.of(build.id()));
  }

  private static List<StepRow> in(List<StepRow> steps, StepState state) {
    return steps.stream().filter(step -> step.state() == state).toList();
  }

  private void advance(BuildRow build) throws InterruptedException {
    List<StepRow> steps = steps(build);
    boolean running = build.state() == BuildState.RUNNING;
    if (running && steps.stream().anyMatch(Completion::isBad)) {
      Failpoint.pass("build.before-failing");
      boolean _ = parts.store.builds().move(build, BuildState.FAILING, Completion.reason(steps));
    } else if (running && !ready(steps).isEmpty()) {
      ready(steps).forEach(step -> start(build, step));
    } else {
      follow(build, steps);
    }
  }

  private static List<StepRow> ready(List<StepRow> steps) {
    Set<String> succeeded =
        in(steps, StepState.SUCCEEDED).stream().map(StepRow::name).collect(Collectors.toSet());
    Predicate<StepRow> met = step -> succeeded.containsAll(step.definition().needs());
    return in(steps, StepState.BLOCKED).stream().filter(met).toList();
  }

  // Noted first, submitted second: whoever finds the note and no run submits it.
  private void start(BuildRow build, StepRow step) {
    Failpoint.pass("build.before-submit-step");
    if (parts.store.steps().submit(build.project(), step)) {
      Failpoint.pass("build.between-submit-step");
      parts.jobs.submitStep(build, step);
      seen.add(step.job());
      Failpoint.pass("build.after-submit-step");
      attempt.log("Step " + step.name() + " is " + step.run() + ".");
    }
  }

  private void follow(BuildRow build, List<StepRow> steps) throws InterruptedException {
    List<StepRow> open = in(steps, StepState.SUBMITTED);
    if (open.isEmpty()) {
      if (build.state() == BuildState.FAILING) {
        parts.completion.fail(build, steps);
      } else {
        parts.completion.succeed(build, steps);
      }
      return;
    }
    for (StepRow step : open) {
      if (seen.add(step.job()) && parts.jobs.run(build.project(), step.job()).isEmpty()) {
        parts.jobs.submitStep(build, step);
      }
      watch.add(step.run());
    }
    settleNext(build, open);
  }

  private void settleNext(BuildRow build, List<StepRow> open) throws InterruptedException {
    Optional<Run> ended = watch.next(PASS);
    if (ended.isPresent()) {
      open.stream()
          .filter(step -> step.run().equals(ended.get().id()))
          .forEach(step -> settle(build, step, ended.get()));
    }
  }

  private void settle(BuildRow build, StepRow step, Run run) {
    StepState to = StepState.of(run.state());
    String reason = reason(run);
    if (run.state() == RunState.SUCCEEDED) {
      String missing = parts.completion.missing(build, step, run.attempt());
      to = missing == null ? to : StepState.FAILED;
      reason = missing;
    }
    Failpoint.pass("build.before-settle-step");
    parts.store.steps().end(build.project(), step, to, reason, run);
    Failpoint.pass("build.after-settle-step");
    attempt.log("Step " + step.name() + " is over: " + to + ".");
  }

  private static @Nullable String reason(Run run) {
    if (run.state() == RunState.SUCCEEDED) {
      return null;
    }
    if (run.reason() != null && !run.reason().isBlank()) {
      return run.reason();
    }
    Integer exitCode = run.work().exitCode();
    return exitCode == null ? "The run ended " + run.state() + "." : "Exit code " + exitCode + ".";
  }

  private void cancel(BuildRow build, String by) throws InterruptedException {
    String reason = "Cancelled by " + by + ".";
    parts.store.steps().endBlocked(build, StepState.CANCELLED, reason);
    List<StepRow> open = in(steps(build), StepState.SUBMITTED);
    if (open.isEmpty()) {
      Failpoint.pass("build.before-cancelled");
      boolean _ = parts.store.builds().move(build, BuildState.CANCELLED, reason);
      return;
    }
    for (StepRow step : open) {
      Optional<Run> run = parts.jobs.run(build.project(), step.job());
      if (run.isEmpty()) {
        parts.store.steps().abandon(build.project(), step, reason);
      } else {
        cancel(build, run.get(), by);
        watch.add(step.run());
      }
    }
    settleNext(build, open);
  }

  // Again whenever it waits again: the worker that was told to end it may have been lost instead.
  private void cancel(BuildRow build, Run run, String by) {
    boolean waits =
        switch (run.state()) {
          case SCHEDULED, BLOCKED, QUEUED, RETRYING -> true;
          case CLAIMED, RUNNING, SUCCEEDED, FAILED, KILLED, CANCELLED, EXPIRED -> false;
        };
    if (waits || cancelled.add(run.jobId())) {
      parts.jobs.cancel(build.project(), run.jobId(), by);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
