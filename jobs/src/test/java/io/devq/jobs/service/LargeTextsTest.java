package io.devq.jobs.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.base.WorkerId;
import io.devq.jobs.ContentVault;
import io.devq.jobs.Contents;
import io.devq.jobs.Handler;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Outcome;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.Run;
import io.devq.jobs.RunState;
import io.devq.jobs.Workers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LargeTextsTest {

  private static final String PROJECT = "default";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration INSTANT = Duration.ofMillis(5);
  private static final RetryPolicy QUICK =
      new RetryPolicy(3, RetryPolicy.Backoff.FIXED, INSTANT, INSTANT, 0, 3);
  private static final String LARGE = "\"" + "é".repeat(500_000) + "\"";
  private static final Map<String, Handler> HANDLERS =
      Map.of(
          "echo", attempt -> attempt.payload(),
          "forge", _ -> "blob:abc:12",
          "too-much", _ -> "\"" + "x".repeat(JobLimits.LARGE_BYTES) + "\"");

  private final Shelf shelf = new Shelf();
  private EngineFixture fixture;
  private JobEngine engine;

  /// A vault in memory that can be full for a while.
  private static final class Shelf implements ContentVault {

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final AtomicInteger fullFor = new AtomicInteger();

    @Override
    public String put(InputStream content) throws IOException {
      byte[] bytes = content.readAllBytes();
      if (fullFor.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw Problem.of(Problem.Kind.STORAGE_FULL, "storage_full", "no room");
      }
      String name = Sha256.of(bytes).hex();
      kept.put(name, bytes);
      return name;
    }

    @Override
    public InputStream open(String name, long offset) throws IOException {
      byte[] bytes = kept.get(name);
      if (bytes == null) {
        throw new IOException("nothing is named " + name);
      }
      return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
    }
  }

  @BeforeEach
  void start() {
    fixture = new EngineFixture(EngineSettings.DEFAULT, HANDLERS, shelf);
    engine = fixture.engine();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Run await(JobId job) throws InterruptedException {
    return engine.await(PROJECT, new RunId(job.value()), SOON);
  }

  private String result(RunId run) throws IOException {
    Contents.Content content = engine.contents().result(PROJECT, run).orElseThrow();
    try (InputStream in = content.open(0)) {
      byte[] bytes = in.readAllBytes();
      assertEquals(content.bytes(), bytes.length);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Test
  void aLargePayloadReachesTheHandlerAndALargeResultIsRead() throws Exception {
    JobId job = engine.submit(PROJECT, JobSpec.of("echo", LARGE).withResultLocation("reports/"));
    Run run = await(job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertNull(run.work().result());
    assertEquals(
        "reports/" + Sha256.of(LARGE.getBytes(StandardCharsets.UTF_8)).hex(),
        run.work().resultLocation());
    assertEquals(LARGE, result(run.id()));
    assertEquals(1, shelf.kept.size());
    Contents.Content payload = engine.contents().payload(PROJECT, job).orElseThrow();
    try (InputStream tail = payload.open(payload.bytes() - 3)) {
      assertEquals("é\"", new String(tail.readAllBytes(), StandardCharsets.UTF_8));
    }
    Run again = engine.await(PROJECT, engine.rerun(PROJECT, run.id()), SOON);
    assertEquals(LARGE, result(again.id()));
  }

  @Test
  void whatFitsIsKeptInTheRow() throws Exception {
    String most = "\"" + "x".repeat(JobLimits.PAYLOAD_BYTES - 2) + "\"";
    Run run = await(engine.submit(PROJECT, JobSpec.of("echo", most)));
    assertEquals(most, run.work().result());
    assertEquals(most, result(run.id()));
    assertEquals(0, shelf.kept.size());
  }

  @Test
  void thereIsNoSuccessWithoutItsResult() throws Exception {
    JobId job = engine.submit(PROJECT, JobSpec.of("echo", LARGE).withRetry(QUICK));
    shelf.fullFor.set(1);
    Run run = await(job);
    assertEquals(RunState.SUCCEEDED, run.state());
    assertEquals(LARGE, result(run.id()));
    shelf.fullFor.set(100);
    Problem full =
        assertThrows(Problem.class, () -> engine.submit(PROJECT, JobSpec.of("echo", LARGE)));
    assertEquals("storage_full", full.code());
    shelf.fullFor.set(0);
  }

  @Test
  void aResultThatIsTooLargeIsAFailureThatSaysSo() throws InterruptedException {
    Run run = await(engine.submit(PROJECT, JobSpec.of("too-much", "{}")));
    assertEquals(RunState.FAILED, run.state());
    assertEquals(1, run.attempt());
    assertTrue(String.valueOf(run.reason()).contains("52428800"), run.reason());
  }

  @Test
  void aReferenceCannotBeForged() throws InterruptedException {
    assertEquals(
        "invalid_payload",
        assertThrows(Problem.class, () -> engine.submit(PROJECT, JobSpec.of("echo", "blob:abc:12")))
            .code());
    Run run = await(engine.submit(PROJECT, JobSpec.of("forge", "{}")));
    assertEquals(RunState.FAILED, run.state());
    assertEquals("The result is not a JSON text.", run.reason());
  }

  @Test
  void aPayloadOverTheLimitIsRefused() {
    String over = "\"" + "x".repeat(JobLimits.LARGE_BYTES) + "\"";
    Problem problem = assertThrows(Problem.class, () -> JobSpec.of("echo", over));
    assertEquals("payload_too_large", problem.code());
    assertEquals(Problem.Kind.TOO_LARGE, problem.kind());
  }

  @Test
  void withoutAVaultOnlyWhatFitsARowIsTaken() throws InterruptedException {
    try (EngineFixture bare = new EngineFixture(EngineSettings.DEFAULT, HANDLERS)) {
      Problem problem =
          assertThrows(
              Problem.class, () -> bare.engine().submit(PROJECT, JobSpec.of("echo", LARGE)));
      assertEquals("payload_too_large", problem.code());
      assertTrue(problem.message().contains("65536"), problem.message());
    }
  }

  @Test
  void aWorkerSendsItsLargeResultBeforeTheOutcome() throws Exception {
    Workers workers = engine.workers();
    WorkerId worker =
        workers.register(
            PROJECT, new Workers.Registration("w", Set.of("remote"), Set.of(), 1, "test"));
    JobId job = engine.submit(PROJECT, JobSpec.of("remote", LARGE));
    Workers.Assignment given = null;
    for (int session = 1; given == null; session++) {
      Workers.Report report = new Workers.Report(session, List.of(), 1, false);
      given =
          workers.sync(worker, report, Duration.ofSeconds(1)).start().stream()
              .findFirst()
              .orElse(null);
    }
    RunId run = given.run();
    byte[] bytes = LARGE.getBytes(StandardCharsets.UTF_8);
    assertEquals(bytes.length, workers.payload(run, 1).bytes());
    Outcome stored = new Outcome.Succeeded(Outcome.STORED_BEFORE, 0);
    assertEquals(
        "result_missing",
        assertThrows(Problem.class, () -> workers.finish(run, 1, stored, Workers.LogEnd.EMPTY))
            .code());
    workers.result(run, 1, new ByteArrayInputStream(bytes), bytes.length);
    workers.finish(run, 1, stored, Workers.LogEnd.EMPTY);
    workers.finish(run, 1, stored, Workers.LogEnd.EMPTY);
    assertEquals(RunState.SUCCEEDED, await(job).state());
    assertEquals(LARGE, result(run));
  }
}
