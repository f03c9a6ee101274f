package io.devq.jobs.store;

import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a waiting one-time job shall become; travels as the argument of a signal.
///
/// @param keepDue whether it stays due when it is, whatever the schedule in `spec` says
/// @param unbegunOnly whether a job that has had an attempt is left alone
/// @param ifVersion the version the job must still have, or null for any
public record RunChange(
    JobSpec spec, Lane lane, boolean keepDue, boolean unbegunOnly, @Nullable String ifVersion) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// As one JSON text.
  public String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", spec.type());
    node.put("owner", spec.owner());
    node.put("lane", lane.number());
    node.put("priority", spec.priority());
    node.put("payload", spec.payload());
    node.put("settings", SpecCodec.settings(spec));
    if (spec.schedule() instanceof Schedule.At at) {
      node.put("at", at.time().toString());
    }
    if (spec.schedule() instanceof Schedule.After after) {
      node.put("delay", after.delay().toString());
    }
    node.put("keepDue", keepDue);
    node.put("unbegunOnly", unbegunOnly);
    node.put("ifVersion", ifVersion);
    return JSON.writeValueAsString(node);
  }

  /// Reads what [#text] wrote.
  static RunChange read(String text, Catalog catalog) {
    JsonNode node = JSON.readTree(text);
    Lane lane = new Lane(node.required("lane").asInt());
    JobSpec spec =
        SpecCodec.read(
                node.required("type").asString(),
                optional(node, "owner"),
                catalog.queue(lane).name(),
                node.required("priority").asInt(),
                node.required("payload").asString(),
                optional(node, "settings"))
            .spec();
    return new RunChange(
        spec.withSchedule(schedule(node)),
        lane,
        node.required("keepDue").asBoolean(),
        node.required("unbegunOnly").asBoolean(),
        optional(node, "ifVersion"));
  }

  private static Schedule schedule(JsonNode node) {
    if (node.has("at")) {
      return new Schedule.At(Instant.parse(node.required("at").asString()));
    }
    return node.has("delay")
        ? new Schedule.After(Duration.parse(node.required("delay").asString()))
        : new Schedule.Now();
  }

  private static @Nullable String optional(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asString();
  }
}
