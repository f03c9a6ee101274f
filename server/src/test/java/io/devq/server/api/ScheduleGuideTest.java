package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.jobs.CatchUp;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Overlap;
import io.devq.jobs.Schedule;
import io.devq.protocol.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `docs/schedules.md` shows is what a server takes and answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleGuideTest {

  private static final Pattern REQUEST =
      Pattern.compile("```http\\n([A-Z]+) (\\S+)\\n(\\{.*?})\\n```", Pattern.DOTALL);
  private static final Pattern JOB = Pattern.compile("```json\\n(\\{.*?})\\n```", Pattern.DOTALL);
  private static final Pattern WHEN = Pattern.compile("^\\| `(\\{\"[^`]*})`", Pattern.MULTILINE);

  private final RunningServer server;
  private final String guide;

  ScheduleGuideTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
    guide = Files.readString(Path.of("../docs/schedules.md"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  @Test
  void theCalendarsAreTaken() throws Exception {
    List<MatchResult> requests = all(REQUEST, guide);
    assertEquals(2, requests.size());
    for (MatchResult request : requests) {
      HttpResponse<String> answer =
          server.send(request.group(1), request.group(2), request.group(3));
      assertEquals(200, answer.statusCode(), answer.body());
    }
    JsonNode calendars = server.json("/api/v1/calendars").path("items");
    assertEquals("holidays", calendars.path(0).path("name").asString());
    assertEquals("mon", calendars.path(1).path("weekly").path(0).asString());
  }

  @Test
  void theJobIsTakenAndShownAsItWasGiven() throws Exception {
    String body = all(JOB, guide).getFirst().group(1);
    HttpResponse<String> answer = server.send("POST", "/api/v1/jobs", body);
    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode asked = Json.tolerant().read(body, JsonNode.class).path("schedule");
    JsonNode shown = Json.tolerant().read(answer.body(), JsonNode.class).path("schedule");
    for (String field : List.of("cron", "zone", "overlap", "catchUp", "start", "end", "maxRuns")) {
      assertEquals(asked.path(field), shown.path(field), field);
    }
    assertEquals("PT10M", shown.path("spread").asString());
    assertTrue(shown.path("pauseOnFailure").asBoolean());
  }

  @Test
  void eachWayToSayWhenIsTaken() throws Exception {
    List<MatchResult> ways = all(WHEN, guide);
    assertEquals(5, ways.size());
    for (MatchResult way : ways) {
      HttpResponse<String> answer =
          server.send(
              "POST", "/api/v1/jobs", "{\"type\": \"noop\", \"schedule\": " + way.group(1) + "}");
      assertEquals(201, answer.statusCode(), way.group(1) + answer.body());
    }
  }

  @Test
  void theTablesNameEveryChoice() throws IOException {
    Stream.of(
            Overlap.values(),
            CatchUp.values(),
            Schedule.Gap.values(),
            Schedule.Fold.values(),
            Occurrence.Reason.values())
        .flatMap(Arrays::stream)
        .forEach(choice ->
            assertTrue(guide.contains("`" + JobWire.wire(choice) + "`"), choice.toString()));
  }
}
