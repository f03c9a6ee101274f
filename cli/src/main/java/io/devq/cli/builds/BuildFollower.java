package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.cli.jobs.Follower;
import io.devq.cli.screen.ExitCode;
import io.devq.client.DevqClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Shows the logs of a build's steps, one after the other, as they run.
public final class BuildFollower {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED");

  private final DevqClient client;
  private final Follower follower;
  private final Set<String> seen = new HashSet<>();

  /// A follower that writes the logs' bytes as they are.
  public BuildFollower(DevqClient client, PrintStream to) {
    this.client = client;
    this.follower = new Follower(client, to);
  }

  /// Follows to the end.
  ///
  /// @return the build as it ended
  public JsonNode follow(BuildId build) throws InterruptedException {
    while (true) {
      JsonNode now = client.builds().get(build);
      Optional<RunId> next = next(now);
      if (next.isPresent()) {
        follower.follow(next.get());
      } else if (FINAL.contains(now.path("state").asString(""))) {
        return now;
      } else {
        TimeSource.system().sleep(BETWEEN_LOOKS);
      }
    }
  }

  /// The exit code that a final build means.
  public static int code(JsonNode build) {
    return switch (build.path("state").asString("")) {
      case "SUCCEEDED", "SKIPPED" -> ExitCode.SUCCESS;
      case "CANCELLED" -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }

  private Optional<RunId> next(JsonNode build) {
    for (JsonNode step : build.path("steps")) {
      String run = step.path("runId").asString("");
      if (!run.isEmpty() && seen.add(run)) {
        return Optional.of(RunId.parse(run));
      }
    }
    return Optional.empty();
  }
}
