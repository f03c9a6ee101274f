package io.devq.server.regions;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.RegionStore;
import io.devq.protocol.Json;
import io.devq.protocol.RelayProtocol;
import io.devq.protocol.RelayProtocol.Held;
import io.devq.protocol.Views.ProblemDetails;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// One region's store behind its relay; see [RelayProtocol].
final class HttpRegionStore implements RegionStore {

  /// How long the relay may take to say what it has.
  private static final Duration BRIEF = Duration.ofSeconds(20);

  /// How long copying or checking a blob may take.
  private static final Duration LONG = Duration.ofHours(2);

  private static final int LONGEST_ANSWER = 64 << 10;

  private final HttpClient http;
  private final RegionAccess access;

  HttpRegionStore(HttpClient http, RegionAccess access) {
    this.http = http;
    this.access = access;
  }

  private HttpRequest.Builder request(Sha256 sha256, String rest, Duration limit) {
    return HttpRequest.newBuilder(URI.create(access.url() + RelayProtocol.ROOT + sha256 + rest))
        .timeout(limit)
        .header("Authorization", "Bearer " + access.token());
  }

  private Held send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    } catch (IOException failure) {
      throw new IOException(
          "the relay of " + access.name() + " at " + access.url() + " does not answer", failure);
    }
    if (response.statusCode() == 200) {
      return Json.tolerant().read(response.body(), Held.class);
    }
    throw problem(response);
  }

  private Problem problem(HttpResponse<byte[]> response) {
    try {
      ProblemDetails details = Json.tolerant().read(response.body(), ProblemDetails.class);
      return Problem.of(
          Kind.UNAVAILABLE,
          "relay_refused",
          "The relay of " + access.name() + " says: " + details.detail());
    } catch (Problem _) {
      return Problem.of(
          Kind.UNAVAILABLE,
          "relay_refused",
          "The relay of " + access.name() + " answers with status " + response.statusCode() + ".");
    }
  }

  @Override
  public long offset(Sha256 sha256) throws IOException, InterruptedException {
    return send(request(sha256, "", BRIEF).GET().build()).bytes();
  }

  @Override
  public long append(Sha256 sha256, long offset, long size, InputStream bytes)
      throws IOException, InterruptedException {
    BodyPublisher body =
        BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> bytes), size - offset);
    return send(request(sha256, "?offset=" + offset + "&size=" + size, LONG)
            .header("Content-Type", "application/octet-stream")
            .PUT(body)
            .build())
        .bytes();
  }

  @Override
  public Blob verify(Sha256 sha256, long size) throws IOException, InterruptedException {
    Held held =
        send(request(sha256, "/verify?size=" + size, LONG).POST(BodyPublishers.noBody()).build());
    if (!held.verified()) {
      throw new IOException("the relay of " + access.name() + " has not checked the blob");
    }
    return new Blob(held.sha256(), held.bytes());
  }
}
