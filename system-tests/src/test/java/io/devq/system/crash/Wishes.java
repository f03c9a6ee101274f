package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.devq.base.Problem;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.client.Transport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What a client wants of a server that may die at any moment, and what it was told: each wish has
/// its own idempotency key and is sent again, as it was, to the server that comes after.
final class Wishes {

  private final Map<String, Call> calls = new LinkedHashMap<>();
  private final Map<String, String> acknowledged = new LinkedHashMap<>();

  /// Wants something to be created.
  Wishes add(String name, String path, Object body) {
    String key = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    calls.put(name, Call.post(path).json(body).header(Call.IDEMPOTENCY_KEY, key));
    return this;
  }

  /// Sends all wishes, one after the other, those that were acknowledged too: they must be answered
  /// as before.
  ///
  /// @return false when the server died over one of them
  boolean send(DevqClient client) throws InterruptedException {
    for (Map.Entry<String, Call> wish : calls.entrySet()) {
      try {
        JsonNode answer = client.transport().send(wish.getValue(), JsonNode.class);
        String id = answer.path("id").asString(answer.path("name").asString(""));
        String before = acknowledged.putIfAbsent(wish.getKey(), id);
        assertEquals(before == null ? id : before, id, wish.getKey() + " was made twice");
      } catch (Problem problem) {
        if (!Transport.passing(problem)) {
          throw problem;
        }
        return false;
      }
    }
    return true;
  }

  /// The id of what was created.
  String id(String name) {
    return Objects.requireNonNull(acknowledged.get(name), name + " was not acknowledged");
  }

  /// The id of the only thing that was created.
  String only() {
    return id(acknowledged.keySet().iterator().next());
  }
}
