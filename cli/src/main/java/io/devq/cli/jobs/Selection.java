package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Many runs at once, named by what they are like. They are counted first, and changed only when
/// that is said.
public final class Selection {

  @Option(names = "--queue", paramLabel = "QUEUE", description = "All runs of this queue.")
  private @Nullable String queue;

  @Option(names = "--type", paramLabel = "TYPE", description = "All runs of this type.")
  private @Nullable String type;

  @Option(names = "--owner", paramLabel = "WHO", description = "All runs of this owner.")
  private @Nullable String owner;

  @Option(names = "--state", paramLabel = "STATE", description = "All runs in this state.")
  private @Nullable String state;

  @Option(names = "--tag", paramLabel = "NAME[=VALUE]", description = "All runs with this tag.")
  private @Nullable String tag;

  @Option(names = "--text", paramLabel = "TEXT", description = "All runs that contain this text.")
  private @Nullable String text;

  @Option(names = "--since", paramLabel = "TIME", description = "Created then or later.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Created before then.")
  private @Nullable String until;

  @Option(names = "--all", description = "Every run of the project.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only count them.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do it; without this they are counted.")
  private boolean yes;

  /// Whether anything of it was given.
  boolean isGiven() {
    return all
        || Stream.of(queue, type, owner, state, tag, text, since, until).anyMatch(Objects::nonNull);
  }

  /// Counts the runs, or changes them.
  ///
  /// @param path what is asked of the API, such as `/runs/cancel`
  /// @param done says what is done, such as `cancelled`
  int change(DevqClient client, Output output, String path, String done, @Nullable Integer priority)
      throws InterruptedException {
    boolean counted = dryRun || !yes;
    Views.ManyRuns asked =
        new Views.ManyRuns(
            null,
            queue,
            type,
            owner,
            state,
            tag,
            text,
            moment(since),
            moment(until),
            all ? true : null,
            priority,
            counted);
    Views.Tally tally =
        client.transport().send(Call.post(path).json(asked).again(), Views.Tally.class);
    output.result(tally, () -> output.line(sentence(tally, done)));
    return 0;
  }

  private String sentence(Views.Tally tally, String done) {
    if (tally.dryRun()) {
      return tally.matched() + " runs would be " + done + (dryRun ? "" : "; add --yes to do it");
    }
    return tally.done()
        + " of "
        + tally.matched()
        + " runs "
        + done
        + (tally.pendingShards() == 0
            ? ""
            : "; " + tally.pendingShards() + " of 64 parts of the database go on with it");
  }

  private static @Nullable Instant moment(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException _) {
      throw Problem.invalid(
          "invalid_time", "\"" + text + "\" is not a time; write one like 2026-12-24T18:00:00Z.");
    }
  }
}
