package io.devq.server.api;

import io.devq.base.Problem;
import io.devq.jobs.CatchUp;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Overlap;
import io.devq.jobs.Retention;
import io.devq.jobs.Run;
import io.devq.jobs.Schedule;
import io.devq.jobs.Zones;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        schedule(job.schedule()),
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

  static Schedule schedule(Views.@Nullable Schedule wire) {
    if (wire == null) {
      return new Schedule.Now();
    }
    long given =
        Stream.of(wire.cron(), wire.at(), wire.delay(), wire.every())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      throw Problem.invalid(
          "invalid_schedule",
          "A schedule has exactly one of cron, at, delay and every.",
          "/schedule");
    }
    if (wire.start() != null || wire.end() != null || wire.maxRuns() != null) {
      throw Problem.invalid(
          "not_supported",
          "start, end and maxRuns are not supported by this version.",
          "/schedule");
    }
    if (wire.at() != null) {
      return new Schedule.At(wire.at());
    }
    if (wire.delay() != null) {
      return new Schedule.After(wire.delay());
    }
    if (wire.every() != null) {
      return new Schedule.Every(wire.every(), recurrence(wire));
    }
    ZoneId zone = wire.zone() == null ? ZoneOffset.UTC : Zones.parse(wire.zone());
    return new Schedule.Cron(Objects.requireNonNull(wire.cron()), zone, recurrence(wire));
  }

  private static Schedule.Recurrence recurrence(Views.Schedule wire) {
    Schedule.Recurrence usual = Schedule.Recurrence.DEFAULT;
    int limit = orElse(wire.catchUpLimit(), usual.catchUpLimit());
    if (limit < 1 || limit > 10_000) {
      throw Problem.invalid(
          "invalid_catch_up", "catchUpLimit is 1 to 10000.", "/schedule/catchUpLimit");
    }
    return new Schedule.Recurrence(
        constant("/schedule/overlap", wire.overlap(), Overlap.values(), usual.overlap()),
        constant("/schedule/catchUp", wire.catchUp(), CatchUp.values(), usual.catchUp()),
        orElse(wire.catchUpWindow(), usual.catchUpWindow()),
        limit);
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
        Json.tolerant().read(spec.payload(), JsonNode.class),
        view(spec.schedule()),
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
        last == null ? null : last.times().startedAt(),
        job.nextRunAt(),
        job.runningCount(),
        last == null ? null : new Views.RunBrief(last.id(), last.state().name()),
        job.id().shard());
  }

  private static Views.@Nullable Schedule view(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Now _, Schedule.After _ -> null;
      case Schedule.At at ->
          new Views.Schedule(
              null, null, at.time(), null, null, null, null, null, null, null, null, null);
      case Schedule.Every every -> recurring(null, null, every.interval(), every.recurrence());
      case Schedule.Cron cron ->
          recurring(cron.expression(), cron.zone().getId(), null, cron.recurrence());
    };
  }

  private static Views.Schedule recurring(
      @Nullable String cron,
      @Nullable String zone,
      @Nullable Duration every,
      Schedule.Recurrence rule) {
    return new Views.Schedule(
        cron,
        zone,
        null,
        null,
        every,
        wire(rule.overlap()),
        wire(rule.catchUp()),
        rule.catchUpWindow(),
        rule.catchUpLimit(),
        null,
        null,
        null);
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
        run.work().resultLocation(),
        run.rerunOf(),
        new Views.LogState(run.work().logBytes(), run.work().logComplete()),
        run.id().shard());
  }
}
