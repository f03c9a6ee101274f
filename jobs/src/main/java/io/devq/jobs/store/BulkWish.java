package io.devq.jobs.store;

import io.devq.base.JobId;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is wanted of all live runs of a shard that a filter meets; travels as the argument of a
/// signal.
///
/// @param by who asks
/// @param priority the new one, with [What#PRIORITISE]
/// @param dryRun whether they are only counted
public record BulkWish(What what, RunFilter filter, String by, int priority, boolean dryRun) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What is wanted.
  public enum What {
    /// They shall end.
    CANCEL,
    /// Those that wait shall have another priority.
    PRIORITISE
  }

  /// As one JSON text.
  public String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("what", what.name());
    node.put("by", by);
    node.put("priority", priority);
    node.put("dryRun", dryRun);
    put(node, "job", filter.job());
    put(node, "owner", filter.owner());
    put(node, "queue", filter.queue());
    put(node, "type", filter.type());
    put(node, "state", filter.state());
    put(node, "tag", filter.search().tag());
    put(node, "text", filter.search().text());
    put(node, "since", filter.search().since());
    put(node, "until", filter.search().until());
    return JSON.writeValueAsString(node);
  }

  /// Reads what [#text] wrote.
  public static BulkWish read(String text) {
    JsonNode node = JSON.readTree(text);
    String job = text(node, "job");
    String state = text(node, "state");
    RunFilter filter =
        new RunFilter(
            job == null ? null : JobId.parse(job),
            text(node, "owner"),
            text(node, "queue"),
            text(node, "type"),
            state == null ? null : RunState.valueOf(state),
            null,
            new RunFilter.Search(
                text(node, "tag"), text(node, "text"), time(node, "since"), time(node, "until")));
    return new BulkWish(
        What.valueOf(node.required("what").asString()),
        filter,
        node.required("by").asString(),
        node.required("priority").asInt(),
        node.required("dryRun").asBoolean());
  }

  private static void put(ObjectNode node, String field, @Nullable Object value) {
    if (value != null) {
      node.put(field, value.toString());
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null ? null : value.asString();
  }

  private static @Nullable Instant time(JsonNode node, String field) {
    String text = text(node, field);
    return text == null ? null : Instant.parse(text);
  }
}
