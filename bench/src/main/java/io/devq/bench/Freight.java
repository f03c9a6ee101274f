package io.devq.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.blobs.files.FileBlobs;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.jobs.Contents;
import io.devq.jobs.JobSpec;
import io.devq.jobs.RunState;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import io.devq.server.BlobContentVault;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Jobs with a large payload that return a result as large, in one process with the blob store on
/// this machine's disk: from the first submit until the last run is over. Each payload and each
/// result is different from all others, stored durably, and looked at again.
///
/// @param jobs how many
/// @param bytes of each payload and of each result
/// @param nanos how long it took
record Freight(int jobs, int bytes, long nanos) {

  private static final int BYTES = 1_000_000;
  private static final int SUBMITTERS = 16;
  private static final int SLOTS = 16;
  private static final int NUMBER = 12;
  private static final String FILLING = "x".repeat(BYTES - NUMBER - 3);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static Freight measure(Arena arena, int jobs) throws InterruptedException {
    try (Arena.Round round = arena.round("freight");
        HikariDataSource pool = round.open("devq");
        FileBlobs blobs = FileBlobs.open(round.folder().resolve("blobs"))) {
      Migrations.apply(pool, "devq", List.of("io/devq/jobs/store/migrations"));
      JobEngine engine =
          new JobEngine(
              Stores.of(new Database(pool)),
              EngineSettings.DEFAULT.withLocalSlots(SLOTS),
              TimeSource.system(),
              null,
              new BlobContentVault(blobs));
      engine.handle(DevqContestant.TYPE, attempt -> "\"r" + attempt.payload().substring(2));
      engine.start();
      try {
        TimeSource time = TimeSource.system();
        long from = time.nanos();
        Map<Integer, JobId> submitted = submit(engine, jobs);
        await(engine, submitted);
        long nanos = time.nanos() - from;
        check(engine, submitted);
        return new Freight(jobs, BYTES, nanos);
      } finally {
        engine.stop();
      }
    }
  }

  private static String payload(int number) {
    return "\"p" + "%012d".formatted(number) + FILLING + "\"";
  }

  private static Map<Integer, JobId> submit(JobEngine engine, int jobs)
      throws InterruptedException {
    Map<Integer, JobId> submitted = new ConcurrentHashMap<>();
    Semaphore turns = new Semaphore(SUBMITTERS);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      int number = i;
      turns.acquire();
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              JobSpec job = JobSpec.of(DevqContestant.TYPE, payload(number));
              submitted.put(number, engine.submit(DevqContestant.PROJECT, job));
            } finally {
              turns.release();
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (submitted.size() != jobs) {
      throw new IllegalStateException("only " + submitted.size() + " jobs were accepted");
    }
    return submitted;
  }

  private static void await(JobEngine engine, Map<Integer, JobId> submitted)
      throws InterruptedException {
    for (JobId job : submitted.values()) {
      RunId run = new RunId(job.value());
      RunState state = engine.await(DevqContestant.PROJECT, run, PATIENCE).state();
      if (state != RunState.SUCCEEDED) {
        throw new IllegalStateException(run + " is " + state);
      }
    }
  }

  private static void check(JobEngine engine, Map<Integer, JobId> submitted) {
    submitted.forEach((number, job) -> {
      Contents.Content result =
          engine
              .contents()
              .result(DevqContestant.PROJECT, new RunId(job.value()))
              .orElseThrow(() -> new IllegalStateException(job + " has no result"));
      try (InputStream in = result.open(2)) {
        String found = new String(in.readNBytes(NUMBER), StandardCharsets.UTF_8);
        if (result.bytes() != BYTES || !found.equals("%012d".formatted(number))) {
          throw new IllegalStateException(job + " has the result of another");
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    });
  }

  private double perSecond() {
    return jobs / (nanos / 1e9);
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("bench", "payloads");
    values.put("jobs", jobs);
    values.put("bytes", bytes);
    values.put("cores", Runtime.getRuntime().availableProcessors());
    values.put("jobsPerSecond", perSecond());
    values.put("megabytesPerSecond", 2 * perSecond() * bytes / 1e6);
    return values;
  }

  void print(PrintStream out) {
    out.printf(
        "payloads: %d jobs with a payload and a result of %,d bytes each: %.0f jobs/s, %.0f MB/s stored%n",
        jobs, bytes, perSecond(), 2 * perSecond() * bytes / 1e6);
  }
}
