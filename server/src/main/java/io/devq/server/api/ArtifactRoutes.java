package io.devq.server.api;

import io.devq.base.BuildId;
import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.Expected;
import io.devq.builds.Artifact;
import io.devq.builds.BuildLimits;
import io.devq.builds.Builds;
import io.devq.protocol.BuildViews;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Content;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Artifacts: stored by attempts of steps, fetched by everyone.
public final class ArtifactRoutes {

  private static final String DIGEST = "Devq-Sha256";

  private final Builds builds;
  private final Blobs blobs;

  /// Routes to this door; the bytes are in `blobs`.
  public ArtifactRoutes(Builds builds, Blobs blobs) {
    this.builds = builds;
    this.blobs = blobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.put(
                "/api/v1/runs/{id}/attempts/{n}/artifacts/{name}",
                Role.WORKER,
                "Stores an artifact; the header Devq-Sha256 says which bytes",
                this::store)
            .takesBytes("application/octet-stream", BuildLimits.ARTIFACT_BYTES)
            .gives(200, BuildViews.Artifact.class),
        Route.get(
                "/api/v1/builds/{id}/artifacts",
                Role.VIEWER,
                "Lists the artifacts of a build by name",
                this::list)
            .gives(200, Page.class, BuildViews.Artifact.class),
        Route.get(
                "/api/v1/builds/{id}/artifacts/{name}",
                Role.VIEWER,
                "Fetches an artifact, or a range of it",
                this::fetch)
            .givesBytes("application/octet-stream"));
  }

  private Response store(Request request) throws IOException {
    RunId run = request.parameter("id", RunId::parse);
    int attempt = request.parameter("n", ArtifactRoutes::attempt);
    String name = request.parameter("name");
    Expected expected = expected(request);
    builds.requireStorable(request.project(), run, attempt, name);
    Blob blob;
    try (InputStream body = request.body()) {
      blob = blobs.put(body, expected);
    }
    Failpoint.pass("artifact.stored");
    Artifact artifact = builds.artifactStored(request.project(), run, attempt, name, blob);
    return Response.json(BuildWire.view(artifact));
  }

  private static int attempt(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw Problem.invalid("invalid_attempt", "An attempt is a whole number from 1.");
    }
  }

  private static Expected expected(Request request) {
    Sha256 digest =
        request
            .header(DIGEST)
            .map(Sha256::new)
            .orElseThrow(() ->
                Problem.invalid(
                    "missing_digest",
                    "Say which bytes these are: the header " + DIGEST + " holds their SHA-256."));
    OptionalLong length =
        request.bodyLength() < 0 ? OptionalLong.empty() : OptionalLong.of(request.bodyLength());
    return new Expected(Optional.of(digest), length, BuildLimits.ARTIFACT_BYTES);
  }

  private Response list(Request request) {
    List<BuildViews.Artifact> items =
        builds.artifacts(request.project(), request.parameter("id", BuildId::parse)).stream()
            .map(BuildWire::view)
            .toList();
    return Response.json(new Page<>(items, null));
  }

  private Response fetch(Request request) {
    BuildId build = request.parameter("id", BuildId::parse);
    String name = request.parameter("name");
    Artifact artifact =
        builds
            .artifact(request.project(), build, name)
            .orElseThrow(() ->
                Problem.notFound(
                    "unknown_artifact", "The build " + build + " has no artifact " + name + "."));
    Blob blob = artifact.blob();
    Content content = Content.of(blob.size(), offset -> open(blob, offset));
    return Response.content("application/octet-stream", content)
        .etag(blob.sha256().hex())
        .header(DIGEST, blob.sha256().hex())
        .header("Content-Disposition", "attachment; filename*=UTF-8''" + fileName(name));
  }

  // From the start the whole is checked on the way; a part cannot be.
  private InputStream open(Blob blob, long offset) {
    return offset == 0
        ? blobs.open(blob.sha256())
        : blobs.open(blob.sha256(), offset, blob.size() - offset);
  }

  private static String fileName(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return URLEncoder.encode(last, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
