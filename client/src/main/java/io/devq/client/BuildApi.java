package io.devq.client;

import io.devq.base.BuildId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Repositories and builds, as the JSON of the contract.
public final class BuildApi {

  private final Transport transport;

  BuildApi(Transport transport) {
    this.transport = transport;
  }

  /// Makes a repository known.
  ///
  /// @param source its path or URL
  public JsonNode register(String name, String source) throws InterruptedException {
    return transport.send(
        Call.post("/repositories").json(Map.of("name", name, "source", source)).idempotent(),
        JsonNode.class);
  }

  /// Asks for a build.
  public JsonNode request(Map<String, ?> build) throws InterruptedException {
    return transport.send(Call.post("/builds").json(build).idempotent(), JsonNode.class);
  }

  /// A build.
  public JsonNode get(BuildId build) throws InterruptedException {
    return transport.send(Call.get("/builds/" + build.text()), JsonNode.class);
  }

  /// One page of builds, the newest first.
  public JsonNode list(@Nullable String repository, @Nullable String cursor)
      throws InterruptedException {
    return transport.send(
        Call.get("/builds").query("repository", repository).query("cursor", cursor),
        JsonNode.class);
  }

  /// Asks for a build to be ended.
  public void cancel(BuildId build) throws InterruptedException {
    transport.send(Call.post("/builds/" + build.text() + "/cancel").again());
  }

  /// Whether a build can be deployed, and what is missing.
  public JsonNode deployability(BuildId build) throws InterruptedException {
    return transport.send(Call.get("/builds/" + build.text() + "/deployability"), JsonNode.class);
  }
}
