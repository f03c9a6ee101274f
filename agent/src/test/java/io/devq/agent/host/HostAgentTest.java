package io.devq.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.Settings;
import io.devq.protocol.HostProtocol.Source;
import io.devq.protocol.HostProtocol.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HostAgentTest {

  private static final Settings RUN =
      new Settings(true, "exec sh run.sh", null, Map.of("MODE", "test"), 2);

  @TempDir Path folder;
  OneGoalServer server;
  List<HostAgent> agents = new ArrayList<>();
  List<Process> processes = new ArrayList<>();
  List<Path> folders = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = new OneGoalServer();
  }

  @AfterEach
  void close() throws Exception {
    agents.forEach(HostAgent::stop);
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      process.waitFor();
    }
    for (Path host : folders) {
      program(host).stop();
    }
    server.close();
  }

  private Path hostFolder(String name) {
    Path host = folder.resolve(name);
    if (!folders.contains(host)) {
      folders.add(host);
    }
    return host;
  }

  private HostAgent agent(String name) {
    HostAgent agent =
        new HostAgent(
            HostProcess.settings(server.url(), name, hostFolder(name)), TimeSource.system());
    agents.add(agent);
    agent.start();
    return agent;
  }

  private Process process(String name, Map<String, String> environment) throws IOException {
    Process process = HostProcess.start(server.url(), name, hostFolder(name), environment);
    processes.add(process);
    return process;
  }

  private static UnitFolder unit(Path host) {
    return new UnitFolder(host.resolve("services").resolve("web"));
  }

  private static Program program(Path host) {
    return new Program(unit(host), TimeSource.system());
  }

  /// A program that says who it is and lives; padded to many pieces.
  private static byte[] script(String version) {
    String padding = "# 0123456789012345678901234567890123456789\n".repeat(200);
    return OneGoalServer.script(
        "echo " + version + " $MODE > ../../said\n" + padding + "exec sleep 1000\n");
  }

  private static String said(Path host) throws IOException {
    return Files.readString(host.resolve("services/web/said")).strip();
  }

  @Test
  void aGoalIsFetchedCheckedStartedAndReported() throws Exception {
    agent("a");
    byte[] bytes = script("one");
    server.want(1, "out/run.sh", bytes, RUN);
    Held held = server.await("a", 1, State.HEALTHY);
    assertEquals(Sha256.of(bytes), held.active());
    assertEquals(Map.of("store", (long) bytes.length), held.bytes());
    assertEquals("one test", said(hostFolder("a")));
    assertEquals(
        unit(hostFolder("a")).release(Sha256.of(bytes)).toRealPath(),
        unit(hostFolder("a")).current().toRealPath());
  }

  @Test
  void goingBackFetchesNothingAndOldReleasesAreRemoved() throws Exception {
    agent("a");
    for (int i = 1; i <= 3; i++) {
      server.want(i, "run.sh", script("v" + i), RUN);
      server.await("a", i, State.HEALTHY);
    }
    assertEquals(2, unit(hostFolder("a")).releasesByAge().size());
    int given = server.given.get();
    server.want(4, "run.sh", script("v2"), RUN);
    Held held = server.await("a", 4, State.HEALTHY);
    assertEquals(given, server.given.get());
    assertEquals(Map.of(), held.bytes());
    assertEquals("v2 test", said(hostFolder("a")));
  }

  @Test
  void aProgramThatEndsAtOnceFailsAndIsToldWithItsLastWords() throws Exception {
    agent("a");
    server.want(1, "run.sh", OneGoalServer.script("echo no licence; exit 3\n"), RUN);
    Held held = server.await("a", 1, State.FAILED);
    assertEquals("CHECKING", held.stage());
    assertTrue(String.valueOf(held.reason()).contains("no licence"), held.reason());
    assertNull(held.active());
  }

  @Test
  void aHostFetchesFromAnotherAndThatOneIsNamed() throws Exception {
    agent("a");
    byte[] bytes = script("one");
    Goal goal = server.want(1, "run.sh", bytes, RUN);
    server.await("a", 1, State.HEALTHY);
    var first = Objects.requireNonNull(server.hosts.get("a"));
    String peer = Objects.requireNonNull(server.reports.get(first)).peerUrl();
    int given = server.given.get();
    server.sources.put(
        new io.devq.base.HostId(new java.util.UUID("b".hashCode(), 5)),
        new Source(peer + "/pieces/" + goal.sha256(), goal.peerToken(), first));
    agent("b");
    Held held = server.await("b", 1, State.HEALTHY);
    assertEquals(Map.of(first.text(), (long) bytes.length), held.bytes());
    assertEquals(given, server.given.get());
  }

  @Test
  void aWrongPieceIsNeverKeptAndItsSourceIsBlamed() throws Exception {
    server.corrupt = true;
    agent("a");
    server.want(1, "run.sh", script("one"), RUN);
    Held held = server.await("a", h -> h.complaint() != null && h.complaint().dead());
    assertEquals(0, held.pieces());
    server.corrupt = false;
    server.await("a", 1, State.HEALTHY);
  }

  @Test
  void theProgramOutlivesItsKilledHostAndIsFoundAgain() throws Exception {
    Process killed = process("a", Map.of());
    server.want(1, "run.sh", script("one"), RUN);
    server.await("a", 1, State.HEALTHY);
    OptionalLong group = program(hostFolder("a")).group();
    killed.destroyForcibly().waitFor();
    assertTrue(program(hostFolder("a")).isAlive());
    server.reports.clear();
    agent("a");
    server.await("a", 1, State.HEALTHY);
    assertEquals(group, program(hostFolder("a")).group());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host.after-piece:3",
        "host.before-whole:1",
        "host.before-stop:2",
        "host.before-turn:2",
        "host.before-start:2",
        "host.after-start:2"
      })
  void aHostThatDiesAnywhereGoesOnWithOneProgram(String failpoint) throws Exception {
    if (failpoint.endsWith(":2")) {
      agent("a");
      server.want(1, "run.sh", script("one"), RUN);
      server.await("a", 1, State.HEALTHY);
      agents.removeFirst().stop();
    }
    String point = failpoint.replace(":2", ":1");
    Process dying = process("a", Map.of("DEVQ_FAILPOINT", point));
    server.want(2, "run.sh", script("two"), RUN);
    assertTrue(dying.waitFor(60, TimeUnit.SECONDS));
    assertEquals(86, dying.exitValue());
    server.reports.clear();
    agent("a");
    server.await("a", 2, State.HEALTHY);
    assertEquals("two test", said(hostFolder("a")));
    assertTrue(program(hostFolder("a")).isAlive());
    long alive = ProcessHandle.allProcesses().filter(p -> isSleeper(p, hostFolder("a"))).count();
    assertEquals(1, alive, "programs of this host");
  }

  @Test
  void aHostThatDiesOverAGoalThatRunsAlreadyKeepsItsProgram() throws Exception {
    agent("a");
    server.want(1, "run.sh", script("one"), RUN);
    server.await("a", 1, State.HEALTHY);
    OptionalLong group = program(hostFolder("a")).group();
    agents.removeFirst().stop();
    Process dying = process("a", Map.of("DEVQ_FAILPOINT", "host.already-active:1"));
    server.want(2, "run.sh", script("one"), RUN);
    assertTrue(dying.waitFor(60, TimeUnit.SECONDS));
    assertEquals(86, dying.exitValue());
    server.reports.clear();
    agent("a");
    server.await("a", 2, State.HEALTHY);
    assertEquals(group, program(hostFolder("a")).group());
    assertTrue(program(hostFolder("a")).isAlive());
  }

  private static boolean isSleeper(ProcessHandle process, Path host) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains("DEVQ_UNIT=" + host);
    } catch (IOException _) {
      return false;
    }
  }
}
