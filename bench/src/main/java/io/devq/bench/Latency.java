package io.devq.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.TimeSource;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.jobs.JobSpec;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.jobs.store.Stores;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// How long a lone job takes from the call that submits it to the first line of its handler, in one
/// process, 40 jobs a second.
///
/// @param micros sorted
record Latency(long[] micros) {

  private static final int WARM_UP = 200;
  private static final Duration PAUSE = Duration.ofMillis(25);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static Latency measure(Arena arena, int samples) throws InterruptedException {
    try (Arena.Round round = arena.round("latency");
        HikariDataSource pool = round.open("devq")) {
      Migrations.apply(pool, "devq", List.of("io/devq/jobs/store/migrations"));
      JobEngine engine =
          new JobEngine(
              Stores.of(new Database(pool)), EngineSettings.DEFAULT, TimeSource.system(), null);
      BlockingQueue<Long> entries = new LinkedBlockingQueue<>();
      engine.handle(
          DevqContestant.TYPE,
          _ -> {
            entries.add(TimeSource.system().nanos());
            return null;
          });
      engine.start();
      try {
        sample(engine, entries, WARM_UP);
        return new Latency(sample(engine, entries, samples));
      } finally {
        engine.stop();
      }
    }
  }

  private static long[] sample(JobEngine engine, BlockingQueue<Long> entries, int samples)
      throws InterruptedException {
    TimeSource time = TimeSource.system();
    long[] micros = new long[samples];
    for (int i = 0; i < samples; i++) {
      long from = time.nanos();
      engine.submit(DevqContestant.PROJECT, JobSpec.of(DevqContestant.TYPE, "{}"));
      Long entered = entries.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (entered == null) {
        throw new IllegalStateException("a job did not start within " + PATIENCE);
      }
      micros[i] = (entered - from) / 1000;
      time.sleep(PAUSE);
    }
    Arrays.sort(micros);
    return micros;
  }

  private long percentile(double share) {
    return micros[Math.min(micros.length - 1, (int) (micros.length * share))];
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("bench", "latency");
    values.put("samples", micros.length);
    values.put("cores", Runtime.getRuntime().availableProcessors());
    values.put("p50Micros", percentile(0.5));
    values.put("p90Micros", percentile(0.9));
    values.put("p99Micros", percentile(0.99));
    values.put("maxMicros", percentile(1));
    return values;
  }

  void print(PrintStream out) {
    out.printf(
        "latency: submit to handler, %d lone jobs: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        micros.length,
        percentile(0.5) / 1e3,
        percentile(0.9) / 1e3,
        percentile(0.99) / 1e3,
        percentile(1) / 1e3);
  }
}
