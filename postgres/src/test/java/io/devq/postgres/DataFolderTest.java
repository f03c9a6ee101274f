package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  private static final Path PROGRAMS = TestServer.root();

  @TempDir Path temporary;

  @Test
  void theSecondHolderIsToldWhereTheFirstIs() {
    try (DataFolder first = DataFolder.hold(temporary)) {
      first.publish("http://127.0.0.1:7070");
      Problem problem = assertThrows(Problem.class, () -> DataFolder.hold(temporary));
      assertEquals("data_folder_in_use", problem.code());
      assertTrue(problem.message().contains("http://127.0.0.1:7070"), problem.message());
      assertTrue(problem.message().contains(Long.toString(ProcessHandle.current().pid())));
    }
  }

  @Test
  void anotherProcessIsRefusedAndToldThePidAndAddress() throws Exception {
    TestServer.copyTemplate(temporary);
    try (Child child = Child.start(temporary, PROGRAMS, Map.of())) {
      String address = child.line().split(" ")[1].replace("jdbc:", "").replace("/postgres", "");
      Problem problem = assertThrows(Problem.class, () -> EmbeddedPostgres.start(temporary));
      assertEquals("data_folder_in_use", problem.code());
      assertTrue(problem.message().contains(address), problem.message());
      assertTrue(problem.message().contains(Long.toString(child.process().pid())));
      try (Child second = Child.start(temporary, PROGRAMS, Map.of())) {
        assertTrue(second.line().startsWith("problem data_folder_in_use"));
      }
      assertEquals(0, child.end());
    }
    DataFolder.hold(temporary).close();
  }

  @Test
  void theLockEndsWithTheProcess() throws Exception {
    TestServer.copyTemplate(temporary);
    try (Child child = Child.start(temporary, PROGRAMS, Map.of())) {
      assertTrue(child.line().startsWith("ready"));
      assertEquals(
          Optional.of(child.process().pid()),
          DataFolder.holder(temporary).map(DataFolder.Holder::pid));
      child.kill();
    }
    assertEquals(Optional.empty(), DataFolder.holder(temporary));
    DataFolder.hold(temporary).close();
    ServerProcesses.end(Cluster.dataIn(temporary));
  }

  @Test
  void aNoteThatMakesNoSenseIsIgnored() throws Exception {
    Files.writeString(temporary.resolve("devq.holder"), "pid=x\nstarted=then\n");
    DataFolder.hold(temporary).close();
    Files.writeString(
        temporary.resolve("devq.holder"), "pid=1\nlife=a\nstarted=2001-01-01T00:00:00Z\n");
    assertEquals(Optional.empty(), DataFolder.holder(temporary));
  }

  @Test
  void itCanBeHeldAgainOnceGivenBack() {
    DataFolder first = DataFolder.hold(temporary.resolve("new/folder"));
    first.close();
    first.close();
    DataFolder.hold(first.path()).close();
  }
}
