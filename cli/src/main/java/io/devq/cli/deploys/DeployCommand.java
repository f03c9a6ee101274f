package io.devq.cli.deploys;

import io.devq.base.DeploymentId;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Deploys a build.
@Command(
    name = "deploy",
    description = "Put a build of a service on all its hosts.",
    footer = {
      "  devq deploy shop build_06e1q5v3ws0m2r7k8g4n9x1c2b --follow",
      "  devq deploy shop build_06e1q5v3ws0m2r7k8g4n9x1c2b --env prod"
    })
public final class DeployCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "SERVICE", description = "The service's name.")
  private String service = "";

  @Parameters(index = "1", paramLabel = "BUILD", description = "The build's id.")
  private String build = "";

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment, when the service has several.")
  private @Nullable String environment;

  @Option(
      names = {"-f", "--follow"},
      description = "Show how far it is, and end as it ends.")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("service", service);
    request.put("build", build);
    if (environment != null) {
      request.put("environment", environment);
    }
    try (DevqClient client = server.connect()) {
      JsonNode started = client.deploys().start(request);
      DeploymentId id = DeploymentId.parse(started.path("id").asString(""));
      if (!follow) {
        output.result(started, () -> output.line(id.text()));
        return 0;
      }
      JsonNode ended = new DeploymentFollower(client, output::note).follow(id);
      output.result(
          ended, () -> output.line(id + " " + output.style().state(Fields.text(ended, "state"))));
      return DeploymentFollower.code(ended);
    }
  }
}
