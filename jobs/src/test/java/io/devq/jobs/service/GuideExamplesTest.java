package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RetryAfter;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Snooze;
import io.devq.jobs.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The handlers that the guides show, as they stand there.
@Timeout(120)
class GuideExamplesTest {

  private static final String PROJECT = "default";
  private static final Path DOCS = Path.of("../docs");
  private static final Path THIS =
      Path.of("src/test/java/io/devq/jobs/service/GuideExamplesTest.java");
  private static final Pattern HANDLER =
      Pattern.compile("(?m)^    engine\\.handle\\((?:.|\\n)*?^    }\\);");
  private static final int ROWS = 10;

  private int asked;
  private int loaded;

  private boolean fileIsThere() {
    asked++;
    return asked > 1;
  }

  private boolean busy() {
    return false;
  }

  private String load() {
    return "\"loaded\"";
  }

  private void load(int row) {
    loaded++;
    if (row == 6 && loaded == 7) {
      throw new IllegalStateException("the connection broke");
    }
  }

  private String convert(String payload) {
    return payload;
  }

  private void examples(JobEngine engine) {
    engine.handle(
        "import",
        attempt -> {
          if (!fileIsThere()) {
            throw new Snooze(Duration.ofMinutes(5), "the file has not come yet");
          }
          if (busy()) {
            throw new RetryAfter(Duration.ofSeconds(30), "429 Too Many Requests");
          }
          return load();
        });
    engine.handle(
        "convert",
        attempt -> {
          Duration limit = attempt.extend(Duration.ofMinutes(30));
          attempt.log("may run for " + limit + " in all");
          return convert(attempt.payload());
        });
    engine.handle(
        "load",
        attempt -> {
          String before = attempt.checkpoint();
          for (int row = before == null ? 0 : Integer.parseInt(before); row < ROWS; row++) {
            load(row);
            attempt.progress(100 * (row + 1) / ROWS, "row " + row);
            attempt.checkpoint(Integer.toString(row + 1));
          }
          return null;
        });
  }

  @Test
  void theGuidesShowTheseHandlers() throws IOException {
    String here = Files.readString(THIS).replaceAll("\\s", "");
    int shown = 0;
    for (String guide : List.of("retries.md", "time-limits.md")) {
      for (var found : HANDLER.matcher(Files.readString(DOCS.resolve(guide))).results().toList()) {
        assertTrue(here.contains(found.group().replaceAll("\\s", "")), found.group());
        shown++;
      }
    }
    assertEquals(3, shown);
  }

  @Test
  void andTheyWork() throws InterruptedException {
    try (EngineFixture fixture = new EngineFixture(EngineSettings.DEFAULT, Map.of())) {
      JobEngine engine =
          new JobEngine(
              Stores.of(fixture.database),
              EngineSettings.DEFAULT.withNode("guide", true),
              TimeSource.system(),
              null);
      examples(engine);
      fixture.engine().stop();
      engine.start();
      try {
        Duration instant = Duration.ofMillis(5);
        RetryPolicy quick = new RetryPolicy(3, RetryPolicy.Backoff.FIXED, instant, instant, 0, 3);
        assertSucceeds(engine, JobSpec.of("convert", "{}"), 1);
        assertSucceeds(engine, JobSpec.of("load", "{}").withRetry(quick), 2);
        assertEquals(ROWS + 1, loaded, "only one row was loaded twice");
        RunId waits = new RunId(engine.submit(PROJECT, JobSpec.of("import", "{}")).value());
        while (engine.run(PROJECT, waits).orElseThrow().state() != RunState.RETRYING) {
          TimeSource.system().sleep(Duration.ofMillis(20));
        }
      } finally {
        engine.stop();
      }
    }
  }

  private static void assertSucceeds(JobEngine engine, JobSpec job, int attempts)
      throws InterruptedException {
    RunId run = new RunId(engine.submit(PROJECT, job).value());
    Run over = engine.await(PROJECT, run, Duration.ofSeconds(60));
    assertEquals(RunState.SUCCEEDED, over.state(), String.valueOf(over.reason()));
    assertEquals(attempts, over.attempt());
  }
}
