package io.devq.agent.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {

  @TempDir Path folder;
  private Supervisor supervisor;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() throws IOException {
    supervisor = new Supervisor(folder, Duration.ofSeconds(1), TimeSource.system());
  }

  private Supervisor.Command bash(String script) {
    return new Supervisor.Command(
        List.of("bash", "-c", script),
        folder,
        Map.of("PATH", System.getenv("PATH")),
        folder.resolve("process"),
        folder);
  }

  @Test
  void theExitCodeOfTheCommandIsThatOfTheSupervisor() throws Exception {
    assertEquals(0, supervisor.run(bash("true"), output));
    assertEquals(42, supervisor.run(bash("exit 42"), output));
    assertEquals(137, supervisor.run(bash("kill -9 $$"), output));
  }

  @Test
  void theCommandHasNoInputAndNoPipeToTheAgent() throws Exception {
    assertEquals(0, supervisor.run(bash("cat; ls /proc/self/fd"), output));
    assertEquals("0\n1\n2\n3\n", output.toString(StandardCharsets.UTF_8));
  }

  @Test
  void signalsMeanToTheCommandWhatTheyUsuallyMean() throws Exception {
    assertEquals(143, supervisor.run(bash("kill -TERM $$; sleep 60"), output));
  }

  @Test
  void workWhoseOutputCannotBeKeptIsEnded() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    assertNotEquals(0, supervisor.run(bash("echo something; sleep 6001"), full));
    assertEquals(List.of(), Processes.with("sleep\0" + "6001"));
  }

  @Test
  void shortCommandsLoseNoOutput() throws Exception {
    for (int i = 0; i < 20; i++) {
      supervisor.run(bash("echo " + i + "; (sleep 0.01; echo late) & echo done"), output);
    }
    String text = output.toString(StandardCharsets.UTF_8);
    for (int i = 0; i < 20; i++) {
      assertTrue(text.contains(i + "\ndone\n"), text);
    }
  }
}
