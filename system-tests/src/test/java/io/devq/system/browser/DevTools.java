package io.devq.system.browser;

import io.devq.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A connection that speaks the Chrome DevTools protocol: calls that are answered, and events.
final class DevTools implements WebSocket.Listener, AutoCloseable {

  /// How long an answer may take.
  static final long PATIENCE_SECONDS = 60;

  private static final JsonMapper JSON = Json.tolerant().mapper();

  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;

  /// Something that happened in a session.
  record Event(String session, String method, JsonNode parameters) {}

  /// An answer that says that the call went wrong.
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  DevTools(URI address) {
    socket = client.newWebSocketBuilder().buildAsync(address, this).join();
  }

  /// Hears all events; called on the connection's thread, so it must not call back.
  void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  /// Calls a method and waits for its answer.
  ///
  /// @param session the empty text for the browser itself
  /// @throws Refused when the browser answers with an error
  JsonNode send(String session, String method, Map<String, ?> parameters) {
    int number = numbers.incrementAndGet();
    Map<String, Object> call = new HashMap<>();
    call.put("id", number);
    call.put("method", method);
    call.put("params", parameters);
    if (!session.isEmpty()) {
      call.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    synchronized (socket) {
      socket.sendText(JSON.writeValueAsString(call), true).join();
    }
    JsonNode answered = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (answered.has("error")) {
      throw new Refused(method + ": " + answered.get("error"));
    }
    return answered.get("result");
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      JsonNode whole = JSON.readTree(message.toString());
      message.setLength(0);
      deliver(whole);
    }
    from.request(1);
    return null;
  }

  private void deliver(JsonNode whole) {
    if (whole.has("id")) {
      CompletableFuture<JsonNode> answer = waiting.remove(whole.get("id").asInt());
      if (answer != null) {
        answer.complete(whole);
      }
      return;
    }
    String session = whole.has("sessionId") ? whole.get("sessionId").asString() : "";
    Event event = new Event(session, whole.get("method").asString(), whole.get("params"));
    listeners.forEach(listener -> listener.accept(event));
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}
