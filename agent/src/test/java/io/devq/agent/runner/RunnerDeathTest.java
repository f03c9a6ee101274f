package io.devq.agent.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.client.worker.FakeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunnerDeathTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  @TempDir Path data;
  private final FakeServer server = new FakeServer(Duration.ofMillis(300));

  @AfterEach
  void close() {
    server.close();
  }

  private RunId submit(String script) {
    return server.submit("shell", Map.of("script", script), Duration.ofMinutes(5));
  }

  @Test
  void everyProcessIsGoneWithinTwoSecondsOfTheAgentsDeath() throws Exception {
    RunId run =
        submit(
            """
            sleep 5001 & (sleep 5001 &) ; setsid sleep 5001 &
            (setsid setsid sleep 5001 &)
            (trap '' TERM; echo deaf; sleep 5001; sleep 5001) &
            bash -c 'bash -c "sleep 5001 & wait" & wait' &
            wait
            """);
    Process agent = RunnerProcess.start(server.settings(), data);
    try {
      server.awaitLog(run, "deaf");
      Processes.await("sleep\0" + "5001", 6, SOON);
    } finally {
      agent.destroyForcibly();
    }
    Processes.await("sleep\0" + "5001", 0, TWO_SECONDS);
    Processes.awaitNoneOf(run, SOON);
  }

  @Test
  void aSuccessorEndsWhatIsLeftBeforeItOffersItself() throws Exception {
    RunId run = submit("echo there; sleep 5002 & sleep 5002");
    Process agent = RunnerProcess.start(server.settings(), data);
    try {
      server.awaitLog(run, "there");
      Processes.await("sleep\0" + "5002", 2, SOON);
      // Stopped supervisors cannot help: only the successor can.
      Processes.await("supervise.sh\0" + data, 2, SOON);
      for (long pid : Processes.with("supervise.sh\0" + data)) {
        signal("-STOP", pid);
      }
    } finally {
      agent.destroyForcibly();
    }
    agent.waitFor();
    server.replace(run);
    try (DevqClient client = new DevqClient(server.settings());
        Runner successor = new Runner(RunnerFixture.settings(data), client, TimeSource.system())) {
      successor.start();
      assertEquals(List.of(), Processes.with("sleep\0" + "5002"));
      assertEquals(List.of(), Processes.of(run));
      assertFalse(Files.exists(data.resolve("attempts").resolve(run.text() + "-1")));
    }
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor();
  }

  @Test
  void aSecondAgentInTheSameFolderIsRefused() {
    try (DevqClient client = new DevqClient(server.settings());
        Runner first = new Runner(RunnerFixture.settings(data), client, TimeSource.system());
        Runner second = new Runner(RunnerFixture.settings(data), client, TimeSource.system())) {
      first.start();
      assertEquals("agent_running", assertThrows(Problem.class, second::start).code());
    }
  }
}
