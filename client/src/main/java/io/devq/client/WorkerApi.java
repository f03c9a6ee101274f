package io.devq.client;

import io.devq.base.WorkerId;
import io.devq.protocol.Views;
import io.devq.protocol.WorkerProtocol;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.type.TypeReference;

/// Workers: who is here, and being one (`io.devq.client.worker` does the latter properly).
public final class WorkerApi {

  private static final TypeReference<Views.Page<Views.Worker>> WORKERS = new TypeReference<>() {};
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final Transport transport;

  WorkerApi(Transport transport) {
    this.transport = transport;
  }

  /// The workers of the project.
  public Views.Page<Views.Worker> list() throws InterruptedException {
    return transport.send(Call.get("/workers"), WORKERS);
  }

  /// Says who a worker is.
  public WorkerProtocol.Registered register(WorkerProtocol.Register who)
      throws InterruptedException {
    return transport.send(Call.post("/workers").json(who), WorkerProtocol.Registered.class);
  }

  /// Says what a worker has and asks what it should have; the answer may be held back for as long
  /// as the sync allows. Failures are a [io.devq.base.Problem], wrapped as futures do.
  public CompletableFuture<WorkerProtocol.Orders> sync(WorkerId worker, WorkerProtocol.Sync sync) {
    Call call =
        Call.post("/workers/" + worker.text() + "/sync").json(sync).within(sync.hold().plus(SLACK));
    return transport.sendAsync(call, WorkerProtocol.Orders.class);
  }
}
