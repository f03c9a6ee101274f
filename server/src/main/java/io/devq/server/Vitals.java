package io.devq.server;

import io.devq.database.Database;
import io.devq.jobs.service.JobEngine;
import io.devq.server.http.Probes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What a node says of itself: health and metrics.
final class Vitals implements Probes.Health {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Database database;
  private final JobEngine engine;
  private final MultiGauge queueWaiting;
  private final MultiGauge queueWanted;
  private volatile boolean started;

  Vitals(Database database, JobEngine engine) {
    this.database = database;
    this.engine = engine;
    this.queueWaiting =
        MultiGauge.builder("devq.queue.waiting")
            .description("Due runs of a queue that wait")
            .register(registry);
    this.queueWanted =
        MultiGauge.builder("devq.queue.wanted.slots")
            .description("Slots the work of a queue should have, to be done with it in a minute")
            .register(registry);
    gauge("devq.runs.waiting", "Runs that stand ready in memory", () -> engine.counts().waiting());
    gauge("devq.runs.running", "Attempts under way", () -> engine.counts().attempts());
    gauge("devq.shards.owned", "Shards this node owns", () -> engine.counts().shards());
    FunctionCounter.builder("devq.runs.finished", engine, e -> e.finished())
        .description("Runs that ended since this node started")
        .register(registry);
    FunctionCounter.builder("devq.runs.poisoned", engine, e -> e.poisoned())
        .description("Runs that ended since this node started because their workers were lost")
        .register(registry);
  }

  /// Queues come and go, so their gauges are made anew for each look.
  private void gaugeQueues() {
    List<MultiGauge.Row<?>> waiting = new ArrayList<>();
    List<MultiGauge.Row<?>> wanted = new ArrayList<>();
    for (JobEngine.QueueNeed need : engine.needs()) {
      Tags tags = Tags.of("project", need.project(), "queue", need.queue());
      waiting.add(MultiGauge.Row.of(tags, need.waiting()));
      wanted.add(MultiGauge.Row.of(tags, need.wantedSlots()));
    }
    queueWaiting.register(waiting, true);
    queueWanted.register(wanted, true);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  void up() {
    started = true;
  }

  @Override
  public List<Probes.Check> live() {
    return List.of(new Probes.Check("process", true, "it answers"));
  }

  @Override
  public List<Probes.Check> ready() {
    boolean answers = database.answers();
    int shards = engine.counts().shards();
    return List.of(
        new Probes.Check(
            "database",
            answers,
            answers ? "it answers" : "it does not answer; see the server's log"),
        new Probes.Check("shards", shards > 0, shards + " are owned by this node"));
  }

  @Override
  public List<Probes.Check> started() {
    return List.of(new Probes.Check("start", started, started ? "done" : "under way"));
  }

  @Override
  public String metrics() {
    gaugeQueues();
    return registry.scrape();
  }
}
