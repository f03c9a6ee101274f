package io.devq.client.worker;

import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.protocol.Json;
import io.devq.protocol.WorkerProtocol.Register;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes this Java program a worker for job types of its own:
///
/// ```java
/// try (JobWorker worker =
///     JobWorker.named("reports-1", client)
///         .slots(8)
///         .handle("report", Report.class, (report, attempt) -> report.write())
///         .start()) {
///   …
/// }
/// ```
///
/// Handlers run on virtual threads, at most as many at once as there are slots. Closing waits for
/// them for the time given by [Builder#drain], then interrupts them and gives their runs back.
public final class JobWorker implements Service {

  private final Worker worker;
  private final Path folder;

  private JobWorker(Worker worker, Path folder) {
    this.worker = worker;
    this.folder = folder;
  }

  /// Begins the description of a worker.
  ///
  /// @param name unique among the live workers of the project
  public static Builder named(String name, DevqClient client) {
    return new Builder(name, client);
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    try {
      Folders.delete(folder);
    } catch (IOException left) {
      throw new UncheckedIOException("could not remove " + folder, left);
    }
  }

  /// What a handler with a typed payload does; its result is stored as JSON, null for none. An
  /// exception is a failure that may be tried again; a [Problem] that says the job makes no sense
  /// is final.
  ///
  /// @param <P> the payload
  @FunctionalInterface
  public interface Handler<P> {

    /// Does the work of one attempt.
    @Nullable Object handle(P payload, Attempt attempt) throws Exception;
  }

  /// Describes a worker before it starts.
  public static final class Builder {

    private static final String VERSION = "java";

    private final String name;
    private final DevqClient client;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private List<String> labels = List.of();
    private int slots = Runtime.getRuntime().availableProcessors();
    private Duration drain = Duration.ofSeconds(30);
    private TimeSource time = TimeSource.system();

    private Builder(String name, DevqClient client) {
      this.name = name;
      this.client = client;
    }

    /// Does the work of a job type, with full control of the ending.
    public Builder handle(String type, Work work) {
      if (works.putIfAbsent(type, work) != null) {
        throw Problem.invalid(
            "handler_twice", "There are two handlers for \"" + type + "\"; keep one of them.");
      }
      return this;
    }

    /// Does the work of a job type whose payload is a value.
    public <P> Builder handle(String type, Class<P> payload, Handler<P> handler) {
      return handle(
          type,
          attempt -> {
            Object result = handler.handle(attempt.payload(payload), attempt);
            return Ending.success(result == null ? null : Json.strict().text(result));
          });
    }

    /// How many attempts it runs at once.
    public Builder slots(int count) {
      slots = count;
      return this;
    }

    /// What it offers; a run goes only to a worker that has all labels it asks for.
    public Builder labels(String... offered) {
      labels = List.of(offered);
      return this;
    }

    /// How long handlers may go on when the worker is closed.
    public Builder drain(Duration atMost) {
      drain = atMost;
      return this;
    }

    /// Which clock it waits by.
    public Builder time(TimeSource source) {
      time = source;
      return this;
    }

    /// Starts it.
    ///
    /// @throws Problem `no_handler` or `invalid_slots`
    /// @throws UncheckedIOException when there is no place for temporary files
    public JobWorker start() {
      if (works.isEmpty()) {
        throw Problem.invalid("no_handler", "A worker needs a handler for at least one job type.");
      }
      Register who = new Register(name, List.copyOf(works.keySet()), labels, slots, VERSION);
      try {
        Path folder = Files.createTempDirectory("devq-worker-");
        WorkerSettings settings = WorkerSettings.of(who, folder).drainFor(drain);
        JobWorker worker = new JobWorker(new Worker(client, settings, works, time), folder);
        worker.start();
        return worker;
      } catch (IOException full) {
        throw new UncheckedIOException("no folder for the files of attempts", full);
      }
    }
  }
}
