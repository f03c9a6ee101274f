package io.devq.server.web;

import io.devq.base.Id;
import io.devq.base.Problem;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.LargeText;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Schedule;
import io.devq.protocol.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How pages put things into words.
public final class Wording {

  private static final int LONGEST_TITLE = 60;

  private record Script(@Nullable String script) {}

  private Wording() {}

  /// What a job is called: its name, else the first line of its description or its script, else its
  /// type.
  public static String title(JobSpec spec) {
    if (spec.name() != null) {
      return spec.name();
    }
    String text = spec.description() == null ? script(spec) : spec.description();
    String line = text.strip().lines().findFirst().orElse(spec.type());
    return line.length() > LONGEST_TITLE ? line.substring(0, LONGEST_TITLE) + "…" : line;
  }

  /// What a job carries, unless that is too much for a page.
  public static String payload(JobSpec spec) {
    return LargeText.parse(spec.payload())
        .map(large -> ByteCount.text(large.bytes()) + " of JSON")
        .orElse(spec.payload());
  }

  private static String script(JobSpec spec) {
    if (!spec.type().equals("shell")) {
      return "";
    }
    try {
      return orEmpty(Json.tolerant().read(spec.payload(), Script.class).script());
    } catch (Problem _) {
      return ""; // a payload that its worker will refuse
    }
  }

  /// When a job runs.
  public static String schedule(Job job) {
    return switch (job.spec().schedule()) {
      case Schedule.Now _, Schedule.At _, Schedule.After _ -> "once";
      case Schedule.Every every -> "every " + Moment.length(every.interval());
      case Schedule.EveryAfter every -> Moment.length(every.pause()) + " after the run before";
      case Schedule.Cron cron -> cron.expression() + " " + zone(cron.zone());
    };
  }

  /// How a job was paused.
  public static String pause(Job.Pause pause) {
    return "by " + pause.by() + (pause.note() == null ? "" : ": " + pause.note());
  }

  /// Why nominal times of a job did not run.
  public static String reason(Occurrence occurrence) {
    Occurrence.Reason reason = occurrence.reason();
    if (reason == null) {
      return "";
    }
    String said =
        switch (reason) {
          case OVERLAP -> "the run before was not over";
          case PAUSED -> "the job was paused";
          case CALENDAR -> "a calendar rules the day out";
          case BUFFER_FULL -> "as many runs waited as may";
          case DST -> "the clocks had changed";
          case OUTSIDE_WINDOW -> "nothing could fire, and it is too long ago to be made up for";
          case OVER_LIMIT -> "nothing could fire, and newer times are made up for instead";
          case ENDED -> "nothing could fire, and the schedule has ended since";
        };
    return occurrence.note() == null ? said : said + " (" + occurrence.note() + ")";
  }

  private static String zone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /// How long something took, or has taken until now.
  public static String took(@Nullable Instant from, @Nullable Instant to, Instant now) {
    return from == null ? "" : Moment.length(length(from, to == null ? now : to));
  }

  private static Duration length(Instant from, Instant to) {
    Duration length = Duration.between(from, to);
    return length.isNegative() ? Duration.ZERO : length;
  }

  /// The end of an id, enough to tell two apart at a glance.
  public static String brief(Id id) {
    String text = id.text();
    return "…" + text.substring(text.length() - 6);
  }

  /// The first digits of a commit, or the empty text.
  public static String brief(@Nullable String commit) {
    return commit == null ? "" : commit.substring(0, Math.min(8, commit.length()));
  }

  /// A text as one segment of a path.
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Two lists in one.
  public static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /// A text, or the empty one for null.
  public static String orEmpty(@Nullable Object text) {
    return text == null ? "" : text.toString();
  }
}
