package io.devq.client;

import io.devq.base.DeploymentId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Services, regions, hosts and deployments, as the JSON of the contract.
public final class DeployApi {

  private final Transport transport;

  DeployApi(Transport transport) {
    this.transport = transport;
  }

  /// Asks for a deployment.
  public JsonNode start(Map<String, ?> deployment) throws InterruptedException {
    return transport.send(Call.post("/deployments").json(deployment).idempotent(), JsonNode.class);
  }

  /// A deployment.
  public JsonNode get(DeploymentId deployment) throws InterruptedException {
    return transport.send(Call.get("/deployments/" + deployment.text()), JsonNode.class);
  }

  /// One page of deployments, the newest first.
  public JsonNode list(@Nullable String service, @Nullable String cursor)
      throws InterruptedException {
    return transport.send(
        Call.get("/deployments").query("service", service).query("cursor", cursor), JsonNode.class);
  }

  /// Moves a deployment: `pause`, `resume`, `abort` or `rollback`.
  public JsonNode move(DeploymentId deployment, String verb) throws InterruptedException {
    return transport.send(
        Call.post("/deployments/" + deployment.text() + "/" + Call.encode(verb)).again(),
        JsonNode.class);
  }

  /// The regions.
  public JsonNode regions() throws InterruptedException {
    return transport.send(Call.get("/regions"), JsonNode.class);
  }

  /// The hosts.
  public JsonNode hosts() throws InterruptedException {
    return transport.send(Call.get("/hosts"), JsonNode.class);
  }
}
