package io.devq.jobs.store;

import io.devq.base.RunId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Retention;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Schedule;
import io.devq.jobs.Sharing;
import io.devq.jobs.TimeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The rarer settings of a job as one JSON text, null when all of them are the defaults.
final class SpecCodec {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Schedule NOW = new Schedule.Now();

  private SpecCodec() {}

  static @Nullable String settings(JobSpec spec) {
    ObjectNode node = node(spec);
    return node.isEmpty() ? null : JSON.writeValueAsString(node);
  }

  /// The settings of a run of a backfill, which does not count as overlap.
  ///
  /// @param serial whether such runs of the job follow each other
  static String backfill(JobSpec spec, boolean serial) {
    ObjectNode node = node(spec);
    node.put("backfill", true);
    if (serial) {
      node.put("serial", true);
    }
    return JSON.writeValueAsString(node);
  }

  private static ObjectNode node(JobSpec spec) {
    ObjectNode node = JSON.createObjectNode();
    put(node, "name", spec.name());
    put(node, "description", spec.description());
    put(node, "resultLocation", spec.resultLocation());
    put(node, "rerunOf", spec.rerunOf());
    if (spec.queueTimeout() != null) {
      put(node, "queueTimeout", spec.queueTimeout());
      node.put("expiresAfter", spec.queueTimeout().toMillis()); // what an index reads
    }
    put(node, "progressTimeout", spec.limits().progress());
    put(node, "finishWithin", spec.limits().finishWithin());
    put(node, "mustSucceedWithin", spec.limits().mustSucceedWithin());
    spec.labels().forEach(label -> node.withArray("labels").add(label));
    new TreeMap<>(spec.tags()).forEach((key, value) -> node.withObject("tags").put(key, value));
    if (!spec.timeout().equals(JobLimits.TIMEOUT)) {
      put(node, "timeout", spec.timeout());
    }
    if (spec.retention() != Retention.NORMAL) {
      put(node, "retention", spec.retention());
    }
    if (!spec.retry().equals(RetryPolicy.DEFAULT)) {
      PolicyCodec.write(node.withObject("retry"), spec.retry());
    }
    if (!spec.sharing().equals(Sharing.NONE)) {
      PolicyCodec.write(node, spec.sharing());
    }
    if (spec.unique() != null) {
      PolicyCodec.write(node.withObject("unique"), spec.unique());
    }
    PolicyCodec.write(node, spec.dependsOn(), spec.notices());
    if (spec.serial()) {
      node.put("serial", true);
    }
    return node;
  }

  /// A job as it is stored.
  ///
  /// @param serial whether its runs follow each other, never two at once
  record Stored(JobSpec spec, boolean serial) {}

  static Stored read(
      String type,
      @Nullable String owner,
      String queue,
      int priority,
      String payload,
      @Nullable String settings) {
    // Built at once: each with… would check the whole job again, for every row that is read.
    JobSpec plain =
        new JobSpec(
            null,
            null,
            null,
            type,
            owner,
            queue,
            payload,
            NOW,
            priority,
            List.of(),
            RetryPolicy.DEFAULT,
            TimeLimits.DEFAULT,
            Sharing.NONE,
            null,
            List.of(),
            List.of(),
            null,
            Map.of(),
            Retention.NORMAL,
            null);
    if (settings == null) {
      return new Stored(plain, false);
    }
    JsonNode node = JSON.readTree(settings);
    return new Stored(withSettings(plain, node), node.path("serial").asBoolean(false));
  }

  private static JobSpec withSettings(JobSpec spec, JsonNode node) {
    List<String> labels = new ArrayList<>();
    node.path("labels").forEach(label -> labels.add(label.asString()));
    Map<String, String> tags = new LinkedHashMap<>();
    node.path("tags")
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
    String rerunOf = text(node, "rerunOf");
    Duration timeout = duration(node, "timeout");
    String retention = text(node, "retention");
    return new JobSpec(
        spec.id(),
        text(node, "name"),
        text(node, "description"),
        spec.type(),
        spec.owner(),
        spec.queue(),
        spec.payload(),
        spec.schedule(),
        spec.priority(),
        labels,
        node.has("retry") ? PolicyCodec.retry(node.path("retry")) : RetryPolicy.DEFAULT,
        new TimeLimits(
            timeout == null ? JobLimits.TIMEOUT : timeout,
            duration(node, "queueTimeout"),
            duration(node, "progressTimeout"),
            duration(node, "finishWithin"),
            duration(node, "mustSucceedWithin")),
        PolicyCodec.sharing(node),
        PolicyCodec.unique(node.path("unique")),
        PolicyCodec.dependencies(node),
        PolicyCodec.notices(node),
        text(node, "resultLocation"),
        tags,
        retention == null ? Retention.NORMAL : Retention.valueOf(retention),
        rerunOf == null ? null : RunId.parse(rerunOf));
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

  private static @Nullable Duration duration(JsonNode node, String field) {
    String text = text(node, field);
    return text == null ? null : Duration.parse(text);
  }
}
