package io.devq.agent.runner;

import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.base.WorkerId;
import io.devq.client.DevqClient;
import io.devq.client.worker.Work;
import io.devq.client.worker.Worker;
import io.devq.client.worker.WorkerSettings;
import io.devq.protocol.WorkerProtocol.Register;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The agent that runs scripts and build steps. Before it offers itself it ends what a killed
/// predecessor with the same data folder left running. Stopping it ends its work and gives it back.
public final class Runner implements Service {

  private final RunnerSettings settings;
  private final DevqClient client;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Worker worker;
  private @Nullable DataFolder folder;

  /// A runner that is not running yet. The client stays the caller's.
  public Runner(RunnerSettings settings, DevqClient client, TimeSource time) {
    this.settings = settings;
    this.client = client;
    this.time = time;
  }

  /// Takes the data folder and begins to offer itself; the server need not be there yet.
  ///
  /// @throws io.devq.base.Problem `agent_running` when another agent has the data folder
  /// @throws UncheckedIOException when the data folder cannot be used
  @Override
  public void start() {
    lock.lock();
    try {
      if (worker == null) {
        DataFolder taken = DataFolder.open(settings.data(), time);
        folder = taken;
        worker = worker(taken);
        worker.start();
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(
          "the data folder " + settings.data() + " cannot be used", unusable);
    } finally {
      lock.unlock();
    }
  }

  /// The id the server knows it by, or null before the first registration.
  public @Nullable WorkerId id() {
    lock.lock();
    try {
      return worker == null ? null : worker.id();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      if (worker != null) {
        worker.stop();
        worker = null;
      }
      if (folder != null) {
        folder.close();
        folder = null;
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("the data folder could not be closed", broken);
    } finally {
      lock.unlock();
    }
  }

  private Worker worker(DataFolder taken) throws IOException {
    Supervisor supervisor = new Supervisor(taken.root(), settings.grace(), time);
    ScriptEnvironment environment =
        new ScriptEnvironment(System.getenv(), client.transport().settings().server());
    Scripts scripts = new Scripts(supervisor, environment);
    Checkout checkout =
        new Checkout(taken.mirrors(), new Git(supervisor, taken.root(), System.getenv()));
    Map<String, Work> works =
        Map.of(
            ShellWork.TYPE, new ShellWork(scripts),
            StepWork.TYPE, new StepWork(scripts, checkout));
    Register who =
        new Register(
            settings.name(),
            List.copyOf(works.keySet()),
            settings.labels(),
            settings.slots(),
            settings.version());
    WorkerSettings patience = WorkerSettings.of(who, taken.attempts()).drainFor(Duration.ZERO);
    return new Worker(client, patience, works, time);
  }
}
