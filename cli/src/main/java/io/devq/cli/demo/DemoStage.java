package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.local.DataFolders;
import io.devq.cli.process.Child;
import io.devq.cli.process.Jvm;
import io.devq.cli.process.Leftovers;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.postgres.DataFolder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where the tour takes place: its folder, its processes and its server. Closing it leaves nothing.
final class DemoStage implements AutoCloseable {

  private static final Duration SERVER_START = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int SWEEPS = 5;

  private final DemoFolder folder;
  private final DemoScreen screen;
  private final DemoFindings findings = new DemoFindings();
  private final List<Child> children = new ArrayList<>();
  private final Ports ports = new Ports();
  private final boolean keep;
  private @Nullable DevqClient client;
  private boolean closed;

  /// An empty stage.
  ///
  /// @param keep whether the folder stays when the stage closes
  DemoStage(DemoScreen screen, boolean keep) {
    this.screen = screen;
    this.folder = DemoFolder.make();
    this.keep = keep;
  }

  /// What can look for something until it is there.
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws InterruptedException;
  }

  DemoScreen screen() {
    return screen;
  }

  DemoFolder folder() {
    return folder;
  }

  DemoFindings findings() {
    return findings;
  }

  /// The data folder of the server.
  Path data() {
    return folder.root().resolve("data");
  }

  /// The server's client.
  DevqClient client() {
    if (client == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return client;
  }

  /// The variables with which every command of the tour finds its server.
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("DEVQ_DATA", data().toString());
    environment.put(Leftovers.MARK, folder.root().toString());
    environment.put("JAVA_HOME", Jvm.home().toString());
    environment.put(
        "PATH",
        Jvm.home().resolve("bin") + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    return environment;
  }

  /// Starts `devq ARGUMENTS…` as a process of its own.
  synchronized Child start(
      String name, Jvm.Kind kind, Map<String, String> more, String... arguments) {
    if (closed) {
      throw Problem.of(Problem.Kind.CONFLICT, "demo_ending", "The demo is ending.");
    }
    Map<String, String> environment = environment();
    environment.putAll(more);
    Path log = folder.sub("logs").resolve(name + ".log");
    Child child = Child.start(new Child.Spec(name, kind, List.of(arguments), environment, log));
    children.add(child);
    return child;
  }

  /// Starts the server and waits until it answers.
  void startServer() throws InterruptedException {
    Child server =
        start(
            "server",
            Jvm.Kind.SERVER,
            Map.of(),
            "server",
            "--data",
            data().toString(),
            "--port",
            "0");
    String address =
        await(
            "the server with its PostgreSQL",
            SERVER_START,
            () -> {
              server.requireAlive();
              return DataFolder.holder(data())
                  .map(DataFolder.Holder::where)
                  .filter(where -> where.startsWith("http"));
            });
    String token =
        DataFolders.adminToken(data())
            .orElseThrow(() ->
                Problem.of(Problem.Kind.INTERNAL, "no_admin_token", "The server made no token."));
    client = new DevqClient(ClientSettings.of(URI.create(address), token));
  }

  /// Kills a process as `kill -9` does, and expects nothing of it any more.
  synchronized void killOff(Child child) {
    children.remove(child);
    child.kill();
  }

  /// Looks until something is there.
  ///
  /// @param what is being waited for, in words
  /// @throws Problem `demo_timeout` when it does not come true in time
  <T> T await(String what, Duration atMost, Look<T> look) throws InterruptedException {
    TimeSource time = TimeSource.system();
    long begun = time.nanos();
    while (true) {
      long waits = screen.waits();
      Optional<T> found = look.look();
      if (found.isPresent()) {
        return found.get();
      }
      requireAllAlive();
      Duration waited = Duration.ofNanos(time.nanos() - begun);
      if (waited.compareTo(atMost) > 0) {
        throw Problem.of(
            Problem.Kind.INTERNAL,
            "demo_timeout",
            "Waited "
                + atMost.toSeconds()
                + " s in vain for "
                + what
                + "; the logs are in "
                + folder.root().resolve("logs")
                + ".");
      }
      if (screen.waits() == waits) {
        screen.waiting(what + " (" + waited.toSeconds() + " s)");
      }
      time.sleep(BETWEEN_LOOKS);
    }
  }

  private synchronized void requireAllAlive() {
    if (closed) {
      throw Problem.of(Problem.Kind.CONFLICT, "demo_ending", "The demo is ending.");
    }
    children.forEach(Child::requireAlive);
  }

  /// The ports of the tour.
  Ports ports() {
    return ports;
  }

  /// Whether its server has been started.
  boolean isUp() {
    return client != null;
  }

  /// Whether it is being closed, or is closed.
  synchronized boolean isClosing() {
    return closed;
  }

  /// Ends every process of the tour, the newest first, and deletes its folder. May be called twice.
  @Override
  public void close() {
    List<Child> running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = new ArrayList<>(children).reversed();
    }
    screen.endWaiting();
    screen.line("");
    screen.line(
        screen
            .style()
            .dim(
                "   cleaning up "
                    + running.size()
                    + " processes"
                    + (keep ? "" : " and " + folder.root())));
    running.stream().filter(child -> !child.name().equals("server")).forEach(Child::terminate);
    running.forEach(Child::close);
    if (client != null) {
      client.close();
    }
    new Leftovers(folder.root()).kill(SWEEPS);
    if (keep) {
      screen.line(screen.style().dim("   kept " + folder.root()));
    } else {
      folder.delete();
    }
  }
}
