package io.devq.jobs.store;

import io.devq.base.JobId;
import io.devq.jobs.Dependency;
import io.devq.jobs.Notify;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RetryRules;
import io.devq.jobs.Sharing;
import io.devq.jobs.UniqueKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The policies of a job inside its stored settings: how it retries, what it shares, what it waits
/// for, whom it tells. What is the default is not written.
final class PolicyCodec {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PolicyCodec() {}

  static void write(ObjectNode node, RetryPolicy retry) {
    node.put("maxAttempts", retry.maxAttempts());
    node.put("backoff", retry.backoff().name());
    node.put("initial", retry.initial().toString());
    node.put("max", retry.max().toString());
    node.put("jitter", retry.jitter());
    node.put("lostAttempts", retry.lostAttempts());
    RetryRules rules = retry.rules();
    rules.delays().forEach(delay -> node.withArray("delays").add(delay.toString()));
    new TreeMap<>(rules.byExitCode())
        .forEach((code, times) -> node.withObject("exit").put(code.toString(), times.intValue()));
    if (rules.timeouts() > 0) {
      node.put("timeouts", rules.timeouts());
    }
    if (rules.maxElapsed() != null) {
      node.put("maxElapsed", rules.maxElapsed().toString());
    }
  }

  static RetryPolicy retry(JsonNode node) {
    List<Duration> delays = new ArrayList<>();
    node.path("delays").forEach(delay -> delays.add(Duration.parse(delay.asString())));
    Map<Integer, Integer> exits = new HashMap<>();
    node.path("exit")
        .properties()
        .forEach(rule -> exits.put(Integer.valueOf(rule.getKey()), rule.getValue().asInt()));
    return new RetryPolicy(
        node.required("maxAttempts").asInt(),
        RetryPolicy.Backoff.valueOf(node.required("backoff").asString()),
        Duration.parse(node.required("initial").asString()),
        Duration.parse(node.required("max").asString()),
        node.required("jitter").asDouble(),
        node.required("lostAttempts").asInt(),
        new RetryRules(
            delays, exits, node.path("timeouts").asInt(0), duration(node, "maxElapsed")));
  }

  static void write(ObjectNode node, Sharing sharing) {
    if (sharing.fairKey() != null) {
      node.put("fairKey", sharing.fairKey());
    }
    if (sharing.orderKey() != null) {
      node.put("orderKey", sharing.orderKey());
    }
    if (sharing.weight() != 1) {
      node.put("weight", sharing.weight());
    }
    Sharing.Concurrency concurrency = sharing.concurrency();
    if (concurrency != null) {
      node.withObject("concurrency")
          .put("key", concurrency.key())
          .put("limit", concurrency.limit());
    }
    Sharing.Rate rate = sharing.rate();
    if (rate != null) {
      node.withObject("rate")
          .put("key", rate.key())
          .put("limit", rate.limit())
          .put("per", rate.per().toString());
    }
  }

  static Sharing sharing(JsonNode node) {
    JsonNode concurrency = node.path("concurrency");
    JsonNode rate = node.path("rate");
    String fairKey = text(node, "fairKey");
    String orderKey = text(node, "orderKey");
    int weight = node.path("weight").asInt(1);
    if (fairKey == null
        && orderKey == null
        && weight == 1
        && !concurrency.isObject()
        && !rate.isObject()) {
      return Sharing.NONE;
    }
    return new Sharing(
        fairKey,
        concurrency.isObject()
            ? new Sharing.Concurrency(
                concurrency.required("key").asString(), concurrency.required("limit").asInt())
            : null,
        rate.isObject()
            ? new Sharing.Rate(
                rate.required("key").asString(),
                rate.required("limit").asInt(),
                Duration.parse(rate.required("per").asString()))
            : null,
        orderKey,
        weight);
  }

  static void write(ObjectNode node, UniqueKey unique) {
    node.put("key", unique.key());
    node.put("scope", unique.scope().name());
    node.put("onConflict", unique.onConflict().name());
    if (unique.period() != null) {
      node.put("period", unique.period().toString());
    }
  }

  /// A key that was stored as a text is held while its job lives, as all were once.
  static @Nullable UniqueKey unique(JsonNode node) {
    if (node.isString()) {
      return UniqueKey.of(node.asString());
    }
    if (!node.isObject()) {
      return null;
    }
    return new UniqueKey(
        node.required("key").asString(),
        UniqueKey.Scope.valueOf(node.required("scope").asString()),
        duration(node, "period"),
        UniqueKey.OnConflict.valueOf(node.required("onConflict").asString()));
  }

  static void write(ObjectNode node, List<Dependency> dependencies, List<Notify> notices) {
    for (Dependency dependency : dependencies) {
      node.withArray("dependsOn")
          .addObject()
          .put("job", dependency.job().text())
          .put("when", dependency.when().name());
    }
    for (Notify notify : notices) {
      ObjectNode one = node.withArray("notify").addObject();
      notify.on().stream().sorted().forEach(on -> one.withArray("on").add(on.name()));
      if (notify.webhook() != null) {
        one.put("webhook", notify.webhook());
      }
      if (notify.email() != null) {
        one.put("email", notify.email());
      }
    }
  }

  static List<Dependency> dependencies(JsonNode node) {
    List<Dependency> dependencies = new ArrayList<>();
    for (JsonNode one : node.path("dependsOn")) {
      dependencies.add(
          new Dependency(
              JobId.parse(one.required("job").asString()),
              Dependency.When.valueOf(one.required("when").asString())));
    }
    return dependencies;
  }

  static List<Notify> notices(JsonNode node) {
    List<Notify> notices = new ArrayList<>();
    for (JsonNode one : node.path("notify")) {
      Set<Notify.On> on = EnumSet.noneOf(Notify.On.class);
      one.path("on").forEach(event -> on.add(Notify.On.valueOf(event.asString())));
      notices.add(new Notify(on, text(one, "webhook"), text(one, "email")));
    }
    return notices;
  }

  static String weights(Map<String, Integer> weights) {
    ObjectNode node = JSON.createObjectNode();
    weights.forEach((key, weight) -> node.put(key, weight.intValue()));
    return JSON.writeValueAsString(node);
  }

  static Map<String, Integer> weights(@Nullable String text) {
    Map<String, Integer> weights = new HashMap<>();
    if (text != null) {
      JSON.readTree(text)
          .properties()
          .forEach(entry -> weights.put(entry.getKey(), entry.getValue().asInt()));
    }
    return weights;
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
