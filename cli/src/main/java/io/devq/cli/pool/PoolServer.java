package io.devq.cli.pool;

import io.devq.base.WorkerId;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;

/// What a pool asks a server.
interface PoolServer {

  /// How many slots the work needs that agents of this pool could do.
  long wantedSlots() throws InterruptedException;

  /// The workers there are, by name.
  Map<String, Views.Worker> workers() throws InterruptedException;

  /// Lets a worker take no more work, or take work again.
  ///
  /// @return the worker as it is from then on
  Views.Worker drain(WorkerId worker, boolean draining) throws InterruptedException;

  /// The server a client talks to.
  ///
  /// @param labels what the agents of the pool offer
  static PoolServer of(DevqClient client, Set<String> labels) {
    return new OverHttp(client, labels);
  }

  /// Over the API.
  record OverHttp(DevqClient client, Set<String> labels) implements PoolServer {

    private static final List<String> TYPES = List.of("shell", "step");
    private static final TypeReference<Views.Page<Views.Queue>> QUEUES = new TypeReference<>() {};

    @Override
    public long wantedSlots() throws InterruptedException {
      long wanted = 0;
      for (Views.Queue queue : client.transport().send(Call.get("/queues"), QUEUES).items()) {
        Call call = Call.get("/queues/" + Call.encode(queue.name()) + "/demand");
        for (Views.WorkDemand work :
            client.transport().send(call, Views.QueueDemand.class).work()) {
          if (!queue.paused() && TYPES.contains(work.type()) && labels.containsAll(work.labels())) {
            wanted += work.wantedSlots();
          }
        }
      }
      return wanted;
    }

    @Override
    public Map<String, Views.Worker> workers() throws InterruptedException {
      Map<String, Views.Worker> workers = new HashMap<>();
      client.workers().list().items().forEach(worker -> workers.put(worker.name(), worker));
      return workers;
    }

    @Override
    public Views.Worker drain(WorkerId worker, boolean draining) throws InterruptedException {
      Call call =
          Call.patch("/workers/" + worker.text()).json(new Views.WorkerChange(draining)).again();
      return client.transport().send(call, Views.Worker.class);
    }
  }
}
