package io.devq.server.api;

import static io.devq.server.api.JobWire.constant;
import static io.devq.server.api.JobWire.orElse;
import static io.devq.server.api.JobWire.wire;

import io.devq.base.Problem;
import io.devq.jobs.Dependency;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Notify;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryRules;
import io.devq.jobs.Sharing;
import io.devq.jobs.TimeLimits;
import io.devq.jobs.UniqueKey;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The policies of a job between the wire and the engine: how it retries, how long things may take,
/// what it shares, what it waits for, whom it tells.
final class PolicyWire {

  private PolicyWire() {}

  static RetryPolicy retry(Views.@Nullable Retry wire) {
    RetryPolicy usual = RetryPolicy.DEFAULT;
    if (wire == null) {
      return usual;
    }
    Duration initial = orElse(wire.initial(), usual.initial());
    Duration max = orElse(wire.max(), initial.compareTo(usual.max()) > 0 ? initial : usual.max());
    RetryPolicy.Backoff backoff =
        constant(
            "/retry/backoff",
            wire.backoff(),
            RetryPolicy.Backoff.values(),
            wire.delays() == null ? usual.backoff() : RetryPolicy.Backoff.LIST);
    return new RetryPolicy(
        orElse(wire.maxAttempts(), usual.maxAttempts()),
        backoff,
        initial,
        max,
        orElse(wire.jitter(), usual.jitter()),
        lostAttempts(wire),
        new RetryRules(
            orElse(wire.delays(), List.of()),
            orElse(wire.exit(), Map.of()),
            orElse(wire.timeout(), 0),
            wire.maxElapsed()));
  }

  private static int lostAttempts(Views.Retry wire) {
    String onLost = wire.onLost();
    Integer count = wire.lostAttempts();
    boolean known = onLost == null || onLost.equals("retry") || onLost.equals("never");
    boolean agrees = onLost == null || count == null || onLost.equals("never") == (count == 0);
    if (!known || !agrees) {
      throw Problem.invalid(
          "invalid_retry",
          "retry.onLost is retry or never; never is the same as lostAttempts 0.",
          "/retry/onLost");
    }
    return count != null ? count : "never".equals(onLost) ? 0 : JobLimits.LOST_ATTEMPTS;
  }

  static Views.Retry view(RetryPolicy retry) {
    RetryRules rules = retry.rules();
    return new Views.Retry(
        retry.maxAttempts(),
        wire(retry.backoff()),
        retry.initial(),
        retry.max(),
        retry.jitter(),
        retry.lostAttempts() > 0 ? "retry" : "never",
        retry.lostAttempts(),
        rules.delays().isEmpty() ? null : rules.delays(),
        rules.byExitCode().isEmpty() ? null : rules.byExitCode(),
        rules.timeouts(),
        rules.maxElapsed());
  }

  static TimeLimits limits(Views.NewJob job) {
    return new TimeLimits(
        orElse(job.timeout(), JobLimits.TIMEOUT),
        job.queueTimeout(),
        job.progressTimeout(),
        job.finishWithin(),
        job.mustSucceedWithin());
  }

  static Sharing sharing(Views.NewJob job) {
    Views.Concurrency concurrency = job.concurrency();
    Views.Rate rate = job.rate();
    return new Sharing(
        job.fairKey(),
        concurrency == null
            ? null
            : new Sharing.Concurrency(
                required("/concurrency/key", concurrency.key()), orElse(concurrency.limit(), 1)),
        rate == null
            ? null
            : new Sharing.Rate(
                required("/rate/key", rate.key()), rate.limit(), required("/rate/per", rate.per())),
        job.orderKey(),
        orElse(job.weight(), 1));
  }

  static Views.@Nullable Concurrency view(Sharing.@Nullable Concurrency limit) {
    return limit == null ? null : new Views.Concurrency(limit.key(), limit.limit());
  }

  static Views.@Nullable Rate view(Sharing.@Nullable Rate limit) {
    return limit == null ? null : new Views.Rate(limit.key(), limit.limit(), limit.per());
  }

  static @Nullable UniqueKey unique(Views.@Nullable Unique wire) {
    if (wire == null) {
      return null;
    }
    return new UniqueKey(
        required("/unique/key", wire.key()),
        constant(
            "/unique/scope",
            wire.scope(),
            UniqueKey.Scope.values(),
            wire.period() == null ? UniqueKey.Scope.ACTIVE : UniqueKey.Scope.PERIOD),
        wire.period(),
        constant(
            "/unique/onConflict",
            wire.onConflict(),
            UniqueKey.OnConflict.values(),
            UniqueKey.OnConflict.EXISTING));
  }

  static Views.@Nullable Unique view(@Nullable UniqueKey unique) {
    return unique == null
        ? null
        : new Views.Unique(
            unique.key(), wire(unique.scope()), unique.period(), wire(unique.onConflict()));
  }

  static List<Dependency> dependencies(Views.NewJob job) {
    return orElse(job.dependsOn(), List.<Views.Dependency>of()).stream()
        .map(wire ->
            new Dependency(
                required("/dependsOn", wire.job()),
                constant(
                    "/dependsOn", wire.when(), Dependency.When.values(), Dependency.When.SUCCESS)))
        .toList();
  }

  static List<Views.Dependency> dependencies(JobSpec spec) {
    return spec.dependsOn().stream()
        .map(one -> new Views.Dependency(one.job(), wire(one.when())))
        .toList();
  }

  static List<Notify> notices(Views.NewJob job) {
    return orElse(job.notices(), List.<Views.Notify>of()).stream()
        .map(wire ->
            new Notify(
                required("/notify", wire.on()).stream()
                    .map(on -> constant("/notify", on, Notify.On.values(), Notify.On.FAILED))
                    .collect(Collectors.toSet()),
                wire.webhook(),
                wire.email()))
        .toList();
  }

  static List<Views.Notify> notices(JobSpec spec) {
    return spec.notices().stream()
        .map(notify ->
            new Views.Notify(
                notify.on().stream().sorted().map(JobWire::wire).toList(),
                notify.webhook(),
                notify.email()))
        .toList();
  }

  private static <T> T required(String pointer, @Nullable T value) {
    if (value == null) {
      throw Problem.invalid("missing_field", "This field is needed.", pointer);
    }
    return value;
  }
}
