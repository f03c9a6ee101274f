package io.devq.cli.deploys;

import io.devq.base.DeploymentId;
import io.devq.base.TimeSource;
import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Fields;
import io.devq.client.DevqClient;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Says how far a deployment is, a line per change, until it is over.
final class DeploymentFollower {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
  private static final Set<String> FINAL = Set.of("SUCCEEDED", "ROLLED_BACK", "ABORTED", "FAILED");

  private final DevqClient client;
  private final Consumer<String> line;

  DeploymentFollower(DevqClient client, Consumer<String> line) {
    this.client = client;
    this.line = line;
  }

  /// Follows to the end.
  ///
  /// @return the deployment as it ended
  JsonNode follow(DeploymentId id) throws InterruptedException {
    String said = "";
    while (true) {
      JsonNode now = client.deploys().get(id);
      String reason = now.hasNonNull("reason") ? ": " + Fields.text(now, "reason") : "";
      String words = "devq: " + id + " " + Fields.text(now, "state") + reason;
      if (!words.equals(said)) {
        line.accept(words);
        said = words;
      }
      if (FINAL.contains(Fields.text(now, "state"))) {
        return now;
      }
      TimeSource.system().sleep(BETWEEN_LOOKS);
    }
  }

  /// The exit code that a final deployment means.
  static int code(JsonNode deployment) {
    return switch (Fields.text(deployment, "state")) {
      case "SUCCEEDED" -> ExitCode.SUCCESS;
      case "ABORTED" -> ExitCode.CANCELLED;
      default -> ExitCode.FAILED;
    };
  }
}
