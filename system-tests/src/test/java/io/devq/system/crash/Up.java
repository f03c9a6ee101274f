package io.devq.system.crash;

import io.devq.base.Problem;
import io.devq.cli.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One life of `devq up`, as a process of its own.
final class Up {

  /// The exit code of a process that died at a failpoint.
  static final int HALTED = 86;

  private static final Duration STARTS = Duration.ofSeconds(90);
  private static final Duration STOPS = Duration.ofSeconds(60);
  private static final Duration DIES = Duration.ofSeconds(20);

  private final Path data;
  private final Process process;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch silent = new CountDownLatch(1);

  private Up(Path data, Process process) {
    this.data = data;
    this.process = process;
  }

  /// Starts a server with its agent.
  ///
  /// @param failpoint where it dies, as `name:passing`, or an empty text
  static Up start(Path data, int port, String failpoint) throws IOException {
    List<String> words =
        new ArrayList<>(
            Jvm.command(
                Jvm.Kind.SERVER,
                List.of("up", "--data", data.toString(), "--port", Integer.toString(port))));
    words.add(1, "-XX:TieredStopAtLevel=1");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("DEVQ_FAILPOINT", failpoint);
    builder.environment().put("DEVQ_OUTBOUND_ALLOW", "127.0.0.1");
    Up up = new Up(data, builder.start());
    Thread.ofVirtual().start(up::listen);
    return up;
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (line.startsWith("DevQ is up at")) {
          ready.countDown();
        }
      }
    } catch (IOException _) {
      // it has ended
    } finally {
      ready.countDown();
      silent.countDown();
    }
  }

  /// Waits until it is up.
  ///
  /// @return false when it died before
  boolean awaitReady() throws InterruptedException {
    if (!ready.await(STARTS.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failed("is not up after " + STARTS.toSeconds() + " s");
    }
    return said.stream().anyMatch(line -> line.startsWith("DevQ is up at"));
  }

  /// Waits until it has died by itself.
  ///
  /// @return its exit code
  int awaitDeath(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failed("still lives after " + atMost.toSeconds() + " s");
    }
    boolean _ = silent.await(DIES.toMillis(), TimeUnit.MILLISECONDS);
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Kills the server and its agent alone, as the kernel does when memory is short.
  void killAlone() throws InterruptedException {
    process.destroyForcibly();
    int _ = awaitDeath(DIES);
  }

  /// Kills all that runs for it, PostgreSQL and the processes of steps too, as a power cut does.
  void killWithAll() throws IOException, InterruptedException {
    new Processes(data).killAll();
    int _ = awaitDeath(DIES);
  }

  /// Ends it in order.
  void stop() throws InterruptedException {
    process.destroy();
    int _ = awaitDeath(STOPS);
  }

  /// All it said.
  String said() {
    return String.join("\n", said);
  }

  private Problem failed(String how) {
    return Problem.of(Problem.Kind.INTERNAL, "test", "devq up " + how + "; it said:\n" + said());
  }
}
