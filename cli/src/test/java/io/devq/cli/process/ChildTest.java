package io.devq.cli.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

  @TempDir Path folder;

  private Child child(String... arguments) {
    return Child.start(
        new Child.Spec(
            "a child", Jvm.Kind.SMALL, List.of(arguments), Map.of(), folder.resolve("log")));
  }

  @Test
  void itRunsThisProgram() throws Exception {
    Child child = child("--version");
    ProcessHandle.of(child.pid())
        .ifPresent(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    assertFalse(child.isAlive());
    assertTrue(Files.readString(folder.resolve("log")).startsWith("devq "));
  }

  @Test
  void whatItSaidLastIsToldWhenItEnds() {
    Child child = child("lisst");
    ProcessHandle.of(child.pid())
        .ifPresent(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    Problem problem = assertThrows(Problem.class, child::requireAlive);
    assertTrue(problem.message().contains("'lisst' is not a command"), problem.message());
  }
}
