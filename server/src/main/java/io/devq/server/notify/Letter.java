package io.devq.server.notify;

import io.devq.protocol.Notifications.Data;
import io.devq.protocol.Notifications.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words in which a person is told.
final class Letter {

  private Letter() {}

  static String subject(Event event) {
    return Post.oneLine("[DevQ] " + what(event.data()) + " " + became(event));
  }

  private static String what(Data data) {
    String name = data.name();
    return name != null
        ? name
        : data.jobType() + " " + (data.run() == null ? data.job() : data.run());
  }

  private static String became(Event event) {
    return switch (event.type()) {
      case "run.succeeded" -> "succeeded";
      case "run.failed" -> "failed";
      case "run.killed" -> "was killed";
      case "run.cancelled" -> "was cancelled";
      case "run.expired" -> "has expired";
      case "run.recovered" -> "has recovered";
      case "run.late" -> "is late";
      case "job.missed" -> "was missed";
      default -> "says hello";
    };
  }

  static String text(Event event) {
    Data data = event.data();
    StringBuilder text = new StringBuilder();
    text.append(what(data)).append(' ').append(became(event)).append(".\n\n");
    line(text, "Reason", data.reason());
    line(text, "Project", data.project());
    line(text, "Job", data.job());
    line(text, "Run", data.run());
    line(text, "Owner", data.owner());
    line(text, "Queue", data.queue());
    line(text, "State", data.state());
    line(text, "Class", data.outcomeClass());
    line(text, "Attempts", data.attempts());
    line(text, "Exit code", data.exitCode());
    line(text, "Nominal time", data.nominalAt());
    line(text, "Due", data.dueAt());
    line(text, "Started", data.startedAt());
    line(text, "Ended", data.endedAt());
    Map<String, String> links = data.links();
    line(text, "See", links == null ? null : links.get("page"));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(String.format("%-13s %s%n", name + ":", value));
    }
  }
}
