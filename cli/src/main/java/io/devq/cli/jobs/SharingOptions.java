package io.devq.cli.jobs;

import io.devq.base.Durations;
import io.devq.base.Problem;
import io.devq.protocol.Views;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a job shares slots with others.
final class SharingOptions {

  private static final Pattern CONCURRENCY = Pattern.compile("(.+?)(?::(\\d{1,7}))?");
  private static final Pattern RATE = Pattern.compile("(.+):(\\d{1,7})/(.+)");

  @Option(
      names = "--concurrency",
      paramLabel = "KEY[:LIMIT]",
      description = "At most LIMIT runs with this key are under way; 1 when not said.")
  private @Nullable String concurrency;

  @Option(
      names = "--rate",
      paramLabel = "KEY:N/TIME",
      description = "At most N runs with this key start in any such time, as in smtp:100/1m.")
  private @Nullable String rate;

  @Option(
      names = "--fair-key",
      paramLabel = "KEY",
      description = "Whom it is for: those who wait get equal shares.")
  private @Nullable String fairKey;

  @Option(
      names = "--order-key",
      paramLabel = "KEY",
      description = "Runs with this key start strictly one after the other.")
  private @Nullable String orderKey;

  @Option(
      names = "--weight",
      paramLabel = "SLOTS",
      description = "How many slots of a worker it takes; 1 when not said.")
  private @Nullable Integer weight;

  Views.@Nullable Concurrency concurrency() {
    if (concurrency == null) {
      return null;
    }
    Matcher parts = CONCURRENCY.matcher(concurrency);
    if (!parts.matches()) {
      throw invalid("--concurrency", concurrency, "KEY or KEY:LIMIT, such as report:2");
    }
    String limit = parts.group(2);
    return new Views.Concurrency(parts.group(1), limit == null ? 1 : Integer.parseInt(limit));
  }

  Views.@Nullable Rate rate() {
    if (rate == null) {
      return null;
    }
    Matcher parts = RATE.matcher(rate);
    if (!parts.matches()) {
      throw invalid("--rate", rate, "KEY:N/TIME, such as smtp:100/1m");
    }
    return new Views.Rate(
        parts.group(1), Integer.parseInt(parts.group(2)), Durations.parse(parts.group(3)));
  }

  private static Problem invalid(String option, String text, String form) {
    return Problem.invalid(
        "invalid_option", option + " is written " + form + "; \"" + text + "\" is not.");
  }

  @Nullable String fairKey() {
    return fairKey;
  }

  @Nullable String orderKey() {
    return orderKey;
  }

  @Nullable Integer weight() {
    return weight;
  }
}
