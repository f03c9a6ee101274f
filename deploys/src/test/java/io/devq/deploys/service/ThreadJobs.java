package io.devq.deploys.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.base.Transaction;
import io.devq.jobs.Attempt;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Jobs that run at once on threads of this process and are tried again until they succeed: enough
/// of the door for the deployment side, without shards and tables.
final class ThreadJobs implements AutoCloseable {

  private static final Logger LOG = System.getLogger(ThreadJobs.class.getName());

  private final Map<String, Handler> handlers = new HashMap<>();
  private final Map<String, JobId> live = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final IdSource ids = new IdSource(TimeSource.system());

  /// The part of the door that takes jobs.
  Jobs door() {
    return (Jobs)
        Proxy.newProxyInstance(
            Jobs.class.getClassLoader(),
            new Class<?>[] {Jobs.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("submit")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return submit((String) arguments[0], (JobSpec) arguments[1]);
            });
  }

  void register(Map<String, Handler> more) {
    handlers.putAll(more);
  }

  private JobId submit(String project, JobSpec spec) {
    String key = project + "/" + Objects.requireNonNull(spec.unique()).key();
    JobId id = new JobId(ids.next());
    JobId before = live.putIfAbsent(key, id);
    if (before != null) {
      return before;
    }
    threads.execute(() -> run(key, new Now(project, id, spec)));
    return id;
  }

  private void run(String key, Now attempt) {
    Handler handler = Objects.requireNonNull(handlers.get(attempt.spec.type()));
    try {
      while (true) {
        try {
          handler.run(attempt);
          return;
        } catch (InterruptedException _) {
          return;
        } catch (Exception failure) {
          LOG.log(Level.DEBUG, "tried again", failure);
          TimeSource.system().sleep(Duration.ofMillis(20));
        }
      }
    } catch (InterruptedException _) {
      // the test is over
    } finally {
      live.remove(key);
    }
  }

  private record Now(String project, JobId job, JobSpec spec) implements Attempt {

    @Override
    public RunId run() {
      return new RunId(job.value());
    }

    @Override
    public int number() {
      return 1;
    }

    @Override
    public String payload() {
      return spec.payload();
    }

    @Override
    public @Nullable Instant nominalAt() {
      return null;
    }

    @Override
    public void completeIn(Transaction transaction, @Nullable String result) {
      throw new UnsupportedOperationException("deployments do not use this");
    }

    @Override
    public void log(String line) {}

    @Override
    public void progress(int percent, @Nullable String note) {}

    @Override
    public Duration extend(Duration more) {
      return more;
    }

    @Override
    public void checkpoint(String content) {}

    @Override
    public @Nullable String checkpoint() {
      return null;
    }
  }

  /// Interrupts what runs and waits for it, as a process that ends in good order does.
  @Override
  public void close() {
    List<Runnable> dropped = threads.shutdownNow();
    live.clear();
    threads.close();
    if (!dropped.isEmpty()) {
      throw new IllegalStateException("virtual threads never wait in a queue");
    }
  }
}
