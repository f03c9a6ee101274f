package io.devq.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What people write into times and schedules by mistake, and what the server says to it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleInputTest {

  private final RunningServer server;

  ScheduleInputTest(@TempDir Path folder) throws Exception {
    server = new RunningServer(folder.resolve("data"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode refused(String schedule) throws Exception {
    HttpResponse<String> answer =
        server.post("/api/v1/jobs", "{'type': 'noop', 'schedule': " + schedule + "}");
    assertEquals(400, answer.statusCode(), answer.body());
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  private JsonNode preview(String body) throws Exception {
    HttpResponse<String> answer = server.post("/api/v1/schedules/preview", body);
    assertEquals(200, answer.statusCode(), answer.body());
    return Json.tolerant().read(answer.body(), JsonNode.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 * * * *  | the minute   | 0 to 59",
        "* 24 * * *  | the hour     | 0 to 23",
        "0 0 0 * *   | the day of the month | 1 to 31",
        "0 0 * 13 *  | the month    | 1 to 12",
        "0 0 * * 8   | the day of the week | 0 to 7",
        "* * * *     | it has 4 fields | five fields",
        "0 0 30 2 *  | it never fires | five fields",
        "@every 1ms  | it has 2 fields | five fields",
      })
  void aCronExpressionIsRefusedWithFieldAndRange(String cron, String field, String range)
      throws Exception {
    JsonNode problem = refused("{'cron': '" + cron + "'}");
    assertEquals("invalid_cron", problem.path("code").asString());
    String detail = problem.path("detail").asString();
    assertTrue(detail.contains(field) && detail.contains(range), detail);
    assertTrue(problem.toString().contains("/schedule/cron"), problem.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'every': 'PT0.001S'}                      | invalid_interval",
        "{'everyAfter': '10ms'}                     | invalid_interval",
        "{'every': 'P9999999D'}                     | invalid_duration",
        "{'cron': '@daily', 'zone': 'Europe/Madird'} | unknown_zone",
        "{'cron': '@daily', 'every': '5m'}          | invalid_schedule",
        "{'delay': '5m', 'overlap': 'skip'}         | invalid_schedule",
        "{'every': '5m', 'gap': 'skip'}             | invalid_schedule",
        "{'cron': '@daily', 'gap': 'sometimes'}     | invalid_choice",
        "{'cron': '@daily', 'overlap': 'Skip'}      | invalid_choice",
        "{'cron': '@daily', 'catchUpLimit': 10001}  | invalid_catch_up",
        "{'cron': '@daily', 'queueLimit': 0}        | invalid_overlap",
        "{'cron': '@daily', 'maxRuns': 0}           | invalid_schedule",
        "{'cron': '@daily', 'jitter': '25h'}        | invalid_schedule",
        "{'cron': '@daily', 'start': '2027-01-02T00:00:00Z', 'end': '2027-01-01T00:00:00Z'} | invalid_schedule",
        "{'cron': '@daily', 'end': '2020-01-01T00:00:00Z'}   | invalid_schedule",
        "{'cron': '@daily', 'end': '2999-01-01T00:00:00Z'}   | invalid_schedule",
        "{'cron': '@daily', 'crom': 'x'}            | unknown_field",
      })
  void aScheduleThatMakesNoSenseIsRefused(String schedule, String code) throws Exception {
    assertEquals(code, refused(schedule).path("code").asString());
  }

  @Test
  void aCalendarThatIsNotThereIsNamed() throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/api/v1/jobs",
            "{'type': 'noop', 'schedule': {'cron': '@daily', 'calendars': {'exclude': ['feasts']}}}");
    assertEquals(404, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("feasts"), answer.body());
    HttpResponse<String> wrong =
        server.send("PUT", "/api/v1/calendars/x", "{'include': ['2026-02-30']}");
    assertEquals(400, wrong.statusCode(), wrong.body());
    assertTrue(wrong.body().contains("invalid_calendar"), wrong.body());
    HttpResponse<String> weekday =
        server.send("PUT", "/api/v1/calendars/x", "{'weekly': ['monday']}");
    assertTrue(weekday.body().contains("mon to sun"), weekday.body());
  }

  @Test
  void aLeapDayIsAcceptedAndShown() throws Exception {
    JsonNode shown =
        preview("{'schedule': {'cron': '0 0 29 2 *'}, 'from': '2026-11-21T00:00:00Z', 'count': 1}");
    assertEquals("2028-02-29T00:00:00Z", shown.path("next").path(0).path("at").asString());
  }

  @Test
  void dayAndWeekdayTogetherAreExplained() throws Exception {
    JsonNode shown =
        preview("{'schedule': {'cron': '0 0 13 * 5'}, 'from': '2026-12-10T00:00:00Z', 'count': 3}");
    List<String> days = new ArrayList<>();
    shown.path("next").forEach(firing -> days.add(firing.path("at").asString().substring(0, 10)));
    assertEquals(List.of("2026-12-11", "2026-12-13", "2026-12-18"), days);
    assertTrue(shown.path("remark").asString().contains("either"), shown.toString());
  }

  @Test
  void anHourThatComesTwiceInNewYorkRunsTheFirstTime() throws Exception {
    JsonNode shown =
        preview(
            "{'schedule': {'cron': '30 1 * * *', 'zone': 'America/New_York'},"
                + " 'from': '2026-10-31T12:00:00Z', 'count': 2}");
    JsonNode first = shown.path("next").path(0);
    assertEquals("2026-11-01T01:30:00-04:00", first.path("local").asString());
    assertTrue(first.path("note").asString().contains("comes twice"), first.toString());
    assertEquals("2026-11-02T01:30:00-05:00", shown.path("next").path(1).path("local").asString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-06-30T23:59:60Z",
        "2026-06-30T24:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-06-30T12:00:00.1234567890Z",
        "2026-06-30T12:00:00",
        "2026-06-30t12:00:00z",
        "2026-06-30 12:00:00Z",
        "+12026-06-30T12:00:00Z",
        "tomorrow"
      })
  void aTimeThatIsNoneIsRefused(String time) throws Exception {
    JsonNode problem = refused("{'at': '" + time + "'}");
    assertEquals("invalid_time", problem.path("code").asString());
    assertTrue(problem.toString().contains("/schedule/at"), problem.toString());
  }

  @Test
  void aTimeWithAnOffsetIsTaken() throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/api/v1/jobs", "{'type': 'noop', 'schedule': {'at': '2099-06-30T14:00:00.5+02:00'}}");
    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode job = Json.tolerant().read(answer.body(), JsonNode.class);
    assertEquals(
        Instant.parse("2099-06-30T12:00:00.500Z"), Instant.parse(job.path("nextRunAt").asString()));
  }

  @Test
  void twoToolsThatMakeTheSameScheduleMakeOne() throws Exception {
    String body =
        "{'type': 'noop', 'name': 'twice', 'schedule': {'cron': '0 4 * * *', 'zone': 'Asia/Tokyo'}}";
    assertEquals(201, server.post("/api/v1/jobs", body).statusCode());
    HttpResponse<String> second = server.post("/api/v1/jobs", body);
    assertEquals(409, second.statusCode(), second.body());
    assertTrue(second.body().contains("name_taken"), second.body());
  }

  @Test
  void tenYearsOfMinutesAreRefusedWithTheirCount() throws Exception {
    HttpResponse<String> made =
        server.post("/api/v1/jobs", "{'type': 'noop', 'schedule': {'cron': '* * * * *'}}");
    String job = Json.tolerant().read(made.body(), JsonNode.class).path("id").asString();
    HttpResponse<String> answer =
        server.post(
            "/api/v1/jobs/" + job + "/backfill",
            "{'from': '2015-01-01T00:00:00Z', 'to': '2025-01-01T00:00:00Z'}");
    assertEquals(400, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("5260320"), answer.body());
    HttpResponse<String> counted =
        server.post(
            "/api/v1/jobs/" + job + "/backfill",
            "{'from': '2015-01-01T00:00:00Z', 'to': '2025-01-01T00:00:00Z', 'dryRun': true}");
    assertEquals(
        5_260_320, Json.tolerant().read(counted.body(), JsonNode.class).path("runs").asLong());
  }

  @Test
  void aPauseIsShownWithItsNoteAndTheLedgerWithItsReasons() throws Exception {
    HttpResponse<String> made =
        server.post("/api/v1/jobs", "{'type': 'noop', 'schedule': {'every': '1s'}}");
    String job = Json.tolerant().read(made.body(), JsonNode.class).path("id").asString();
    HttpResponse<String> paused =
        server.post("/api/v1/jobs/" + job + "/pause", "{'note': 'until the disk is bigger'}");
    assertEquals(200, paused.statusCode(), paused.body());
    JsonNode shown = Json.tolerant().read(paused.body(), JsonNode.class);
    assertEquals("PAUSED", shown.path("state").asString());
    assertEquals("until the disk is bigger", shown.path("pause").path("note").asString());
    HttpResponse<String> tooLong =
        server.post("/api/v1/jobs/" + job + "/pause", "{'note': '" + "x".repeat(501) + "'}");
    assertEquals(400, tooLong.statusCode(), tooLong.body());
    JsonNode page = server.json("/api/v1/jobs/" + job + "/occurrences?limit=5");
    assertTrue(page.has("items"), page.toString());
    assertEquals(400, server.get("/api/v1/jobs/" + job + "/occurrences?cursor=soon").statusCode());
  }
}
