package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.LargeText;
import io.devq.jobs.Retention;
import io.devq.jobs.Run;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Jobs and runs between the wire and the engine.
final class JobWire {

  private JobWire() {}

  static JobSpec spec(Views.NewJob job, String caller) {
    if (job.type() == null) {
      throw Problem.invalid("missing_field", "A job needs a type.", "/type");
    }
    return new JobSpec(
        job.id(),
        job.name(),
        job.description(),
        job.type(),
        orElse(job.owner(), caller),
        orElse(job.queue(), JobSpec.DEFAULT_QUEUE),
        job.payload() == null ? "{}" : Json.strict().text(job.payload()),
        ScheduleWire.schedule(job.schedule()),
        orElse(job.priority(), 5),
        orElse(job.labels(), List.of()),
        PolicyWire.retry(job.retry()),
        PolicyWire.limits(job),
        PolicyWire.sharing(job),
        PolicyWire.unique(job.unique()),
        PolicyWire.dependencies(job),
        PolicyWire.notices(job),
        job.resultLocation(),
        orElse(job.tags(), Map.of()),
        constant("/retention", job.retention(), Retention.values(), Retention.NORMAL),
        null);
  }

  /// Reads the wire form of a constant: `SKIP` is `skip`, `QUEUE_ONE` is `queueOne`.
  static <E extends Enum<E>> E constant(
      String pointer, @Nullable String text, E[] constants, E absent) {
    if (text == null) {
      return absent;
    }
    return Arrays.stream(constants)
        .filter(constant -> wire(constant).equals(text))
        .findFirst()
        .orElseThrow(() ->
            Problem.invalid(
                "invalid_choice",
                "\""
                    + text
                    + "\" is not one of "
                    + Arrays.stream(constants).map(JobWire::wire).collect(Collectors.joining(", "))
                    + ", which this version knows.",
                pointer));
  }

  /// The wire form of a constant.
  static String wire(Enum<?> constant) {
    String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
    return words[0]
        + Arrays.stream(words)
            .skip(1)
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
  }

  static <T> T orElse(@Nullable T value, T absent) {
    return value == null ? absent : value;
  }

  static Views.Job view(Job job) {
    JobSpec spec = job.spec();
    Run last = job.lastRun();
    return new Views.Job(
        job.id(),
        spec.name(),
        spec.description(),
        job.recurring() ? "recurring" : "one-time",
        spec.type(),
        spec.owner(),
        spec.queue(),
        job.state().name(),
        payload(spec),
        ScheduleWire.view(spec.schedule()),
        spec.priority(),
        spec.labels(),
        PolicyWire.view(spec.retry()),
        spec.timeout(),
        spec.queueTimeout(),
        spec.limits().progress(),
        spec.limits().finishWithin(),
        spec.limits().mustSucceedWithin(),
        PolicyWire.view(spec.sharing().concurrency()),
        PolicyWire.view(spec.sharing().rate()),
        spec.sharing().fairKey(),
        spec.sharing().orderKey(),
        spec.sharing().weight(),
        PolicyWire.view(spec.unique()),
        PolicyWire.dependencies(spec),
        PolicyWire.notices(spec),
        spec.resultLocation(),
        spec.tags(),
        wire(spec.retention()),
        job.createdAt(),
        job.updatedAt(),
        view(job.pause()),
        last == null ? null : last.times().startedAt(),
        job.nextRunAt(),
        job.runningCount(),
        last == null ? null : new Views.RunBrief(last.id(), last.state().name()),
        job.id().shard());
  }

  /// A large payload is not shown with the job; it has an address of its own.
  private static @Nullable JsonNode payload(JobSpec spec) {
    return LargeText.parse(spec.payload()).isPresent()
        ? null
        : Json.tolerant().read(spec.payload(), JsonNode.class);
  }

  private static Views.@Nullable Pause view(Job.@Nullable Pause pause) {
    return pause == null ? null : new Views.Pause(pause.at(), pause.by(), pause.note());
  }

  static Views.Run view(Run run) {
    Run.Times times = run.times();
    return new Views.Run(
        run.id(),
        run.jobId(),
        run.project(),
        run.owner(),
        run.type(),
        run.queue(),
        run.lane(),
        run.state().name(),
        run.reason(),
        run.outcomeClass() == null ? null : run.outcomeClass().name().toLowerCase(Locale.ROOT),
        run.priority(),
        run.attempt(),
        run.maxAttempts(),
        run.work().worker(),
        times.nominalAt(),
        times.dueAt(),
        times.createdAt(),
        times.dueAt(),
        times.claimedAt(),
        times.startedAt(),
        times.finishedAt(),
        times.lastHeartbeatAt(),
        run.work().exitCode(),
        run.work().progress(),
        run.work().note(),
        run.work().resultLocation(),
        run.rerunOf(),
        new Views.LogState(run.work().logBytes(), run.work().logComplete()),
        run.id().shard());
  }
}
