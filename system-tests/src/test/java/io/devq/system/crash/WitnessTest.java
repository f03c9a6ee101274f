package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asserted of witnesses has eyes.
class WitnessTest {

  @TempDir Path folder;

  private static Witness of(String notes) {
    return new Witness(notes.lines().map(Witness.Note::parse).toList());
  }

  @Test
  void anAttemptAfterAnotherIsFine() {
    of("B r 1 10 5 0\nL r 1 1 0\nB r 2 11 6 0\nL r 2 1 0\nE r 2 11 0")
        .assertNothingRanTwiceAtOnce();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "B r 1 10 5 0\nB r 1 11 6 0",
        "B r 1 10 5 0\nB r 2 11 6 0\nL r 1 1 0",
        "B r 1 10 5 0\nX r 2 10 5 0\nB r 2 11 6 0",
        "B r 2 10 5 0\nB r 1 11 6 0"
      })
  void whatRunsTwiceAtOnceIsFound(String notes) {
    assertThrows(AssertionError.class, of(notes)::assertNothingRanTwiceAtOnce);
  }

  @Test
  void theScriptTellsOfWhatAnEarlierAttemptLeftAlive() throws Exception {
    Path file = Files.createFile(folder.resolve("witness"));
    long self = ProcessHandle.current().pid();
    Files.writeString(file, "C run_a 1 " + self + " " + Processes.bornAt(self) + " 0\n");
    assertThrows(AssertionError.class, Witness.read(file)::assertAllAreDead);
    Path script = Path.of(WitnessTest.class.getResource("witness.sh").toURI());
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), file.toString(), "1", "0");
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DEVQ_RUN_ID", "run_a");
    builder.environment().put("DEVQ_ATTEMPT", "2");
    assertEquals(0, builder.start().waitFor());
    List<String> kinds = Witness.read(file).notes().stream().map(Witness.Note::kind).toList();
    assertEquals(List.of("C", "X", "B", "C", "C", "L", "E"), kinds);
    assertTrue(Witness.read(file).printed("run_a", 1));
    Witness.read(file).notes().stream()
        .filter(note -> note.kind().equals("C") && note.number() != self)
        .forEach(note -> ProcessHandle.of(note.number()).ifPresent(ProcessHandle::destroyForcibly));
  }
}
