package io.devq.server.relay;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.files.FileUploads;
import io.devq.protocol.RelayProtocol;
import io.devq.protocol.RelayProtocol.Held;
import io.devq.server.http.Content;
import io.devq.server.http.Hold;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// What a relay serves; see [RelayProtocol].
final class RelayRoutes {

  /// The largest blob.
  static final long LARGEST = 64L << 30;

  private static final String BYTES = "application/octet-stream";
  private static final String BLOB = RelayProtocol.ROOT + "{digest}";

  private final Blobs blobs;
  private final FileUploads uploads;

  RelayRoutes(Blobs blobs, FileUploads uploads) {
    this.blobs = blobs;
    this.uploads = uploads;
  }

  List<Route> routes() {
    return List.of(
        Route.get(BLOB, Role.ADMIN, "Says how much of a blob is here", this::look)
            .gives(200, Held.class),
        Route.put(BLOB, Role.ADMIN, "Appends bytes to a blob", this::append)
            .query("offset", Long.class, "Where the bytes begin")
            .query("size", Long.class, "How many bytes the whole blob has")
            .takesBytes(BYTES, LARGEST)
            .gives(200, Held.class)
            .holds(Hold.WAITING),
        Route.post(BLOB + "/verify", Role.ADMIN, "Reads a whole blob again", this::verify)
            .query("size", Long.class, "How many bytes the whole blob has")
            .gives(200, Held.class)
            .holds(Hold.WAITING),
        Route.get(BLOB + "/content", Role.HOST, "Gives a blob, also in ranges", this::content)
            .givesBytes(BYTES)
            .holds(Hold.WAITING),
        Route.get(BLOB + "/pieces/{index}", Role.HOST, "Gives a piece of 1 MiB", this::piece)
            .givesBytes(BYTES)
            .holds(Hold.WAITING));
  }

  private static Sha256 name(Request request) {
    return request.parameter("digest", Sha256::new);
  }

  private Response look(Request request) {
    Sha256 name = name(request);
    return Response.json(new Held(name, uploads.offset(name), false));
  }

  private static long size(Request request) {
    return request.query().number("size", -1, 0, LARGEST);
  }

  private Response append(Request request) throws IOException {
    Sha256 name = name(request);
    long offset = request.query().number("offset", 0, 0, LARGEST);
    try (InputStream body = request.body()) {
      long bytes = uploads.append(name, offset, size(request), body);
      return Response.json(new Held(name, bytes, false));
    }
  }

  private Response verify(Request request) {
    Blob blob = uploads.publish(name(request), size(request));
    return Response.json(new Held(blob.sha256(), blob.size(), true));
  }

  private Response content(Request request) {
    Sha256 name = name(request);
    long size = size(name);
    Content content = Content.of(size, offset -> blobs.open(name, offset, size - offset));
    return Response.content(BYTES, content).etag(name.hex());
  }

  private long size(Sha256 name) {
    return blobs.find(name).orElseThrow(() -> missing(name)).size();
  }

  private static Problem missing(Sha256 name) {
    return Problem.notFound("blob_not_found", "There is no blob " + name + " in this region.");
  }

  private Response piece(Request request) throws IOException {
    Sha256 name = name(request);
    long size = size(name);
    long offset = index(request.parameter("index")) * RelayProtocol.PIECE_SIZE;
    if (offset >= size) {
      throw Problem.notFound("piece_not_found", "The blob has no such piece.");
    }
    long length = Math.min(RelayProtocol.PIECE_SIZE, size - offset);
    try (InputStream in = blobs.open(name, offset, length)) {
      return Response.bytes(200, BYTES, in.readAllBytes());
    }
  }

  private static long index(String text) {
    if (!text.matches("\\d{1,7}")) {
      throw Problem.invalid("invalid_piece", "A piece is named by its number, from 0.");
    }
    return Long.parseLong(text);
  }
}
