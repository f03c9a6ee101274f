package io.devq.cli.deploys;

import io.devq.base.DeploymentId;
import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Takes hosts back to the last good build.
@Command(
    name = "rollback",
    description = "Take the hosts of a service back to the last good build.",
    footer = {"  devq rollback shop --follow", "  devq rollback deploy_06e1q5v3ws0m2r7k8g4n9x1c2b"})
public final class RollbackCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "SERVICE|DEPLOYMENT",
      description = "A service, for its newest deployment, or a deployment's id.")
  private String target = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Show how far it is, and wait for its end.")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode moved = client.deploys().move(deployment(client), "rollback");
      DeploymentId id = DeploymentId.parse(moved.path("id").asString(""));
      JsonNode last = follow ? new DeploymentFollower(client, output::note).follow(id) : moved;
      output.result(
          last, () -> output.line(id + " " + output.style().state(Fields.text(last, "state"))));
      return follow ? code(last) : 0;
    }
  }

  /// Going back was asked for, so having gone back is a success here.
  private static int code(JsonNode deployment) {
    return Fields.text(deployment, "state").equals("ROLLED_BACK")
        ? 0
        : DeploymentFollower.code(deployment);
  }

  private DeploymentId deployment(DevqClient client) throws InterruptedException {
    if (target.startsWith(DeploymentId.PREFIX + "_")) {
      return DeploymentId.parse(target);
    }
    Call newest = Call.get("/deployments").query("service", target).query("limit", 1);
    List<JsonNode> found = Fields.items(client.transport().send(newest, JsonNode.class));
    if (found.isEmpty()) {
      throw Problem.notFound(
          "no_deployment", "There is no deployment of a service named \"" + target + "\".");
    }
    return DeploymentId.parse(Fields.text(found.getFirst(), "id"));
  }
}
