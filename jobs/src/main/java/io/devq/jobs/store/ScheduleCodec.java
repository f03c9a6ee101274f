package io.devq.jobs.store;

import io.devq.jobs.CatchUp;
import io.devq.jobs.Overlap;
import io.devq.jobs.Recurrence;
import io.devq.jobs.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Schedules of recurring jobs as one JSON text, in which what is usual is left out.
final class ScheduleCodec {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ScheduleCodec() {}

  /// @param seed what tells the schedule from others: the name of the job, or null for its id
  static String write(Schedule.Recurring schedule, @Nullable String seed) {
    ObjectNode node = JSON.createObjectNode();
    switch (schedule) {
      case Schedule.Every every -> put(node, "every", every.interval());
      case Schedule.EveryAfter every -> put(node, "everyAfter", every.pause());
      case Schedule.Cron cron -> {
        put(node, "cron", cron.expression());
        put(node, "zone", cron.zone().getId());
        put(node, "gap", cron.clocks().gap());
        put(node, "fold", cron.clocks().fold());
      }
    }
    put(node, "seed", seed);
    Recurrence rule = schedule.recurrence();
    Recurrence usual = Recurrence.DEFAULT;
    put(node, "overlap", rule.overlap());
    put(node, "catchUp", rule.makeUp().policy());
    put(node, "catchUpWindow", rule.makeUp().window());
    node.put("catchUpLimit", rule.makeUp().limit());
    if (!rule.conduct().equals(usual.conduct())) {
      node.put("queueLimit", rule.conduct().queueLimit());
      node.put("pauseOnFailure", rule.conduct().pauseOnFailure());
    }
    put(node, "start", rule.span().start());
    put(node, "end", rule.span().end());
    put(node, "maxRuns", rule.span().maxRuns());
    if (!rule.spread().none()) {
      put(node, "jitter", rule.spread().jitter());
      put(node, "spread", rule.spread().window());
    }
    rule.days().include().forEach(name -> node.withArray("include").add(name));
    rule.days().exclude().forEach(name -> node.withArray("exclude").add(name));
    return JSON.writeValueAsString(node);
  }

  /// A schedule as it is stored.
  ///
  /// @param seed what tells it from others, or null for the job's id
  record Stored(Schedule.Recurring schedule, @Nullable String seed) {}

  static Stored read(String text) {
    JsonNode node = JSON.readTree(text);
    Recurrence rule = recurrence(node);
    Duration every = duration(node, "every");
    Duration everyAfter = duration(node, "everyAfter");
    Schedule.Recurring schedule =
        every != null
            ? new Schedule.Every(every, rule)
            : everyAfter != null ? new Schedule.EveryAfter(everyAfter, rule) : cron(node, rule);
    return new Stored(schedule, text(node, "seed"));
  }

  private static Schedule.Cron cron(JsonNode node, Recurrence rule) {
    String gap = text(node, "gap");
    String fold = text(node, "fold");
    return new Schedule.Cron(
        node.required("cron").asString(),
        ZoneId.of(node.required("zone").asString()),
        new Schedule.Clocks(
            gap == null ? null : Schedule.Gap.valueOf(gap),
            fold == null ? null : Schedule.Fold.valueOf(fold)),
        rule);
  }

  private static Recurrence recurrence(JsonNode node) {
    Recurrence.Conduct usual = Recurrence.DEFAULT.conduct();
    Duration jitter = duration(node, "jitter");
    Duration spread = duration(node, "spread");
    return new Recurrence(
        new Recurrence.Conduct(
            Overlap.valueOf(node.required("overlap").asString()),
            node.path("queueLimit").asInt(usual.queueLimit()),
            node.path("pauseOnFailure").asBoolean(false)),
        new Recurrence.MakeUp(
            CatchUp.valueOf(node.required("catchUp").asString()),
            Duration.parse(node.required("catchUpWindow").asString()),
            node.required("catchUpLimit").asInt()),
        new Recurrence.Span(
            instant(node, "start"),
            instant(node, "end"),
            node.has("maxRuns") ? (Long) Long.parseLong(node.path("maxRuns").asString()) : null),
        new Recurrence.Spread(
            jitter == null ? Duration.ZERO : jitter, spread == null ? Duration.ZERO : spread),
        new Recurrence.Days(names(node, "include"), names(node, "exclude")));
  }

  private static List<String> names(JsonNode node, String field) {
    List<String> names = new ArrayList<>();
    node.path(field).forEach(name -> names.add(name.asString()));
    return names;
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

  private static @Nullable Instant instant(JsonNode node, String field) {
    String text = text(node, field);
    return text == null ? null : Instant.parse(text);
  }
}
