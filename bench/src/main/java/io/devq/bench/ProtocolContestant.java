package io.devq.bench;

import io.devq.base.TimeSource;
import io.devq.bench.store.Meter;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.client.worker.Ending;
import io.devq.client.worker.JobWorker;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import io.devq.server.security.FirstStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// DevQ as a service: a whole server, and a worker that speaks the worker protocol with it over
/// HTTP. Both in this process, so that its processor time holds both sides.
record ProtocolContestant(int slots) implements Contestant {

  private static final String TYPE = DevqContestant.TYPE + "-remote";

  @Override
  public String name() {
    return "devq over HTTP";
  }

  @Override
  public Figures drain(Arena.Round round, int jobs) throws InterruptedException {
    return measure(round, jobs, false);
  }

  @Override
  public Figures whole(Arena.Round round, int jobs) throws InterruptedException {
    return measure(round, jobs, true);
  }

  private Figures measure(Arena.Round round, int jobs, boolean submitting)
      throws InterruptedException {
    Path data = round.folder();
    Server server = new Server(ServerSettings.local(data, 0).withDatabase(round.url()));
    server.start();
    try (DevqClient client = new DevqClient(settings(server, data))) {
      if (!submitting) {
        new Backlog(jobs, new Countdown(jobs))
            .submitters(jobs, (at, count) -> submit(client, at, count));
      }
      return measure(round, client, jobs, submitting);
    } finally {
      server.stop();
    }
  }

  /// Rows are not counted here: the server's sessions, which count them, live on.
  private Figures measure(Arena.Round round, DevqClient client, int jobs, boolean submitting)
      throws InterruptedException {
    TimeSource time = TimeSource.system();
    Countdown countdown = new Countdown(jobs);
    Arena.Reading before = round.readNow();
    long from = time.nanos();
    JobWorker worker = worker(client, countdown);
    try {
      if (submitting) {
        new Backlog(Backlog.MOST, countdown)
            .submitters(jobs, (at, count) -> submit(client, at, count));
      }
      countdown.await(() -> round.meter.left().history() >= jobs);
      long nanos = time.nanos() - from;
      check(round.meter.left(), jobs);
      return before.until(round.readNow(), jobs, nanos);
    } finally {
      worker.stop();
    }
  }

  private JobWorker worker(DevqClient client, Countdown countdown) {
    return JobWorker.named("bench", client)
        .slots(slots)
        .handle(
            TYPE,
            _ -> {
              countdown.ended(1);
              return Ending.success();
            })
        .start();
  }

  private static void submit(DevqClient client, int from, int count) {
    List<Views.NewJob> jobs = new ArrayList<>(count);
    for (String payload : Payloads.batch(from, count)) {
      jobs.add(
          Views.NewJob.of(TYPE)
              .owner("bench")
              .payload(Json.strict().read(payload, JsonNode.class))
              .build());
    }
    try {
      client.jobs().submit(jobs);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static ClientSettings settings(Server server, Path data) {
    try {
      String token = Files.readString(data.resolve(FirstStart.FILE)).strip();
      return ClientSettings.of(URI.create(server.address()), token);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void check(Meter.Left left, int jobs) {
    if (left.live() != 0 || left.history() != jobs) {
      throw new IllegalStateException("DevQ ended " + left + " of " + jobs);
    }
  }
}
