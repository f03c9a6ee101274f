package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One data folder, whose servers come and go, a repository, and the file their scripts bear
/// witness in. All lives of the server have the same port, as a real one has.
final class Scene implements AutoCloseable {

  /// How long anything that has to happen may take.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Path folder;
  private final int port;
  private @Nullable Up up;

  /// A scene.
  ///
  /// @param folder its own, empty
  Scene(Path folder) throws IOException {
    this.folder = folder;
    this.port = freePort();
    Files.createFile(witnessFile());
    try (InputStream script = Scene.class.getResourceAsStream("witness.sh")) {
      if (script == null) {
        throw new IOException("witness.sh is missing");
      }
      Files.copy(script, folder.resolve("witness.sh"));
    }
  }

  /// A port that was free a moment ago.
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The data folder.
  Path data() {
    return folder.resolve("data");
  }

  Path witnessFile() {
    return folder.resolve("witness");
  }

  /// A folder of its own below that of the scene.
  Path sub(String name) {
    return folder.resolve(name);
  }

  /// What was witnessed so far.
  Witness witness() throws IOException {
    return Witness.read(witnessFile());
  }

  /// The words of a shell that bear witness.
  String script(int lines, double pause) {
    return "sh " + folder.resolve("witness.sh") + " " + witnessFile() + " " + lines + " " + pause;
  }

  /// The same, but it stays at half of its lines until [#openGate].
  String gatedScript(int lines, double pause) {
    return script(lines, pause) + " " + gate();
  }

  /// Lets scripts go beyond half of their lines from now on.
  void openGate() throws IOException {
    if (!Files.exists(gate())) {
      Files.createFile(gate());
    }
  }

  private Path gate() {
    return folder.resolve("gate");
  }

  /// How the administrator reaches every life of the server.
  ClientSettings settings() throws IOException {
    String token = Files.readString(data().resolve("admin-token")).strip();
    return ClientSettings.of(URI.create("http://127.0.0.1:" + port), token);
  }

  /// A client of the present life of the server.
  DevqClient client() throws IOException {
    return new DevqClient(settings());
  }

  /// Starts the next life of the server.
  Up start(String failpoint) throws IOException {
    Up next = Up.start(data(), port, failpoint);
    up = next;
    return next;
  }

  /// Starts the next life of the server, which is to come up.
  DevqClient startWell() throws IOException, InterruptedException {
    Up next = start("");
    if (!next.awaitReady()) {
      throw new AssertionError("the server does not start:\n" + next.said());
    }
    return client();
  }

  /// The present life of the server.
  Up up() {
    Up now = up;
    if (now == null) {
      throw new IllegalStateException("nothing has been started");
    }
    return now;
  }

  /// Something that may become true.
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /// Waits for other processes to have done something, for [#PATIENCE] at most.
  void await(String what, Condition condition) throws IOException, InterruptedException {
    TimeSource time = TimeSource.system();
    long until = time.nanos() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (time.nanos() > until) {
        throw new AssertionError(
            "waited in vain: " + what + "; the server said:\n" + up().said() + "\n" + witness());
      }
      time.sleep(LOOK_AGAIN);
    }
  }

  private static boolean holds(Condition condition) throws IOException, InterruptedException {
    try {
      return condition.holds();
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.NOT_FOUND) {
        return false;
      }
      throw problem;
    }
  }

  /// Checks that nothing ran twice at once, that nothing runs but one server with one PostgreSQL,
  /// and that these end in order.
  void assertNothingElseRuns() throws IOException, InterruptedException {
    Witness witness = witness();
    witness.assertNothingRanTwiceAtOnce();
    witness.assertAllAreDead();
    Processes processes = new Processes(data());
    assertEquals(1, processes.postmasters());
    up().stop();
    assertEquals(List.of(), processes.find(), "left after an orderly stop");
  }

  /// Kills whatever is left.
  @Override
  public void close() throws IOException {
    new Processes(folder).killAll();
  }
}
