package io.devq.agent.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.agent.host.HostSettings.PeerAddress;
import io.devq.agent.host.Shelf.Answer;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.Sha256;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Gives pieces to peers: `GET /pieces/{sha256}/{index}`. A piece that is still on its way in is
/// waited for, so that it is forwarded the moment it is here.
final class PeerServer implements Service {

  private static final Pattern PATH = Pattern.compile("/pieces/([0-9a-f]{64})/(\\d{1,7})");
  private static final int BACKLOG = 64;
  private static final String BEARER = "Bearer ";

  private final PeerAddress address;
  private final Shelf shelf;
  private final Semaphore uploads = new Semaphore(HostLimits.UPLOADS);
  private @Nullable Running running;

  private record Running(HttpServer http, ExecutorService threads) {}

  PeerServer(PeerAddress address, Shelf shelf) {
    this.address = address;
    this.shelf = shelf;
  }

  @Override
  public synchronized void start() {
    if (running != null) {
      return;
    }
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(address.address(), address.port()), BACKLOG);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      http.setExecutor(threads);
      http.createContext("/", this::handle);
      http.start();
      running = new Running(http, threads);
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "cannot_listen",
          "The host cannot listen on "
              + address.address()
              + ":"
              + address.port()
              + " for its peers: "
              + failure.getMessage()
              + ". Choose another port.",
          null,
          failure);
    }
  }

  /// Where peers find it.
  synchronized String url() {
    if (running == null) {
      throw new IllegalStateException("the peer server is not started");
    }
    return "http://" + address.address() + ":" + running.http.getAddress().getPort();
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.http.stop(0);
      running.threads.shutdownNow();
      running.threads.close();
      running = null;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!exchange.getRequestMethod().equals("GET") || !path.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!uploads.tryAcquire()) {
        exchange.sendResponseHeaders(503, -1);
      } else {
        try {
          give(exchange, new Sha256(path.group(1)), Integer.parseInt(path.group(2)));
        } finally {
          uploads.release();
        }
      }
    }
  }

  private void give(HttpExchange exchange, Sha256 sha256, int index) throws IOException {
    String token =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
            .filter(header -> header.startsWith(BEARER))
            .map(header -> header.substring(BEARER.length()))
            .orElse("");
    try {
      switch (shelf.piece(sha256, index, token, HostLimits.PIECE_WAIT)) {
        case Answer.Piece piece -> {
          exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
          exchange.sendResponseHeaders(200, piece.bytes().length);
          exchange.getResponseBody().write(piece.bytes());
        }
        case Answer.Refused refused -> exchange.sendResponseHeaders(status(refused.why()), -1);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      exchange.sendResponseHeaders(503, -1);
    }
  }

  private static int status(Shelf.Refusal why) {
    return switch (why) {
      case UNKNOWN -> 404;
      case FORBIDDEN -> 403;
      case NOT_YET -> 503;
    };
  }
}
