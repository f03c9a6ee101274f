package io.devq.cli.jobs;

import io.devq.base.Durations;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a job is like, as options: everything but what it does and when.
public final class JobOptions {

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Which queue it waits in.")
  private @Nullable String queue;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long an attempt may take, such as 90s, 15m or 2h.")
  private @Nullable String timeout;

  @Option(
      names = "--queue-timeout",
      paramLabel = "TIME",
      description = "How long it may wait for a worker.")
  private @Nullable String queueTimeout;

  @Option(
      names = "--progress-timeout",
      paramLabel = "TIME",
      description = "How long an attempt may take without reporting progress.")
  private @Nullable String progressTimeout;

  @Mixin private RetryOptions retry = new RetryOptions();

  @Mixin private SharingOptions sharing = new SharingOptions();

  @Option(names = "--priority", paramLabel = "0..9", description = "9 goes first; 5 when not said.")
  private @Nullable Integer priority;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "What the worker must offer; may be repeated.")
  private List<String> labels = new ArrayList<>();

  @Option(names = "--owner", paramLabel = "WHO", description = "Whose job it is.")
  private @Nullable String owner;

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; may be repeated.")
  private Map<String, String> tags = new LinkedHashMap<>();

  @Option(
      names = "--notify",
      paramLabel = "EVENTS=WHOM",
      description =
          "Such as failed,killed=https://example.org/hook or late=ana@example.org; may be repeated.")
  private Map<String, String> notices = new LinkedHashMap<>();

  /// A shell job with these options.
  ///
  /// @param maxAttempts how often it is tried in all, or null for the server's default
  Views.NewJob shell(
      @Nullable String name,
      String script,
      Views.@Nullable Schedule schedule,
      @Nullable Integer maxAttempts) {
    return Views.NewJob.of("shell")
        .name(name)
        .owner(owner)
        .queue(queue)
        .payload(ShellScript.payload(script))
        .schedule(schedule)
        .priority(priority)
        .labels(labels.isEmpty() ? null : labels)
        .retry(retry.policy(maxAttempts))
        .timeout(duration(timeout))
        .queueTimeout(duration(queueTimeout))
        .progressTimeout(duration(progressTimeout))
        .concurrency(sharing.concurrency())
        .rate(sharing.rate())
        .fairKey(sharing.fairKey())
        .orderKey(sharing.orderKey())
        .weight(sharing.weight())
        .tags(tags.isEmpty() ? null : tags)
        .notices(notices.isEmpty() ? null : notices())
        .build();
  }

  private List<Views.Notify> notices() {
    return notices.entrySet().stream()
        .map(notice -> {
          boolean webhook = notice.getValue().contains("://");
          return new Views.Notify(
              List.of(notice.getKey().split(",")),
              webhook ? notice.getValue() : null,
              webhook ? null : notice.getValue());
        })
        .toList();
  }

  static @Nullable Duration duration(@Nullable String text) {
    return text == null ? null : Durations.parse(text);
  }
}
