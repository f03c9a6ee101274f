package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kills real processes and starts again.
class CrashTest {

  private static final int HALTED = 86;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path PROGRAMS = TestServer.root();

  @TempDir Path temporary;

  @Test
  void aKilledProcessLosesNothingAndItsServerIsStopped() throws Exception {
    Path folder = temporary.resolve("with a space");
    TestServer.copyTemplate(folder);
    long orphan;
    try (Child child = Child.start(folder, PROGRAMS, Map.of())) {
      assertTrue(child.line().endsWith(" 1"));
      orphan = PidFile.read(Cluster.dataIn(folder)).orElseThrow().pid();
      child.kill();
    }
    assertEquals(1, workers(folder, orphan).size());
    try (EmbeddedPostgres server = started(folder)) {
      assertNotEquals(orphan, server.pid());
      assertEquals(List.of(), workers(folder, orphan));
      assertEquals(1, Sql.number(server, "select count(*) from kept"));
    }
  }

  @Test
  void everythingKilledAtOnceLosesNothing() throws Exception {
    TestServer.copyTemplate(temporary);
    try (Child child = Child.start(temporary, PROGRAMS, Map.of())) {
      assertTrue(child.line().endsWith(" 1"));
      child.kill();
    }
    Path data = Cluster.dataIn(temporary);
    ServerProcesses.in(data).forEach(ProcessHandle::destroyForcibly);
    assertTrue(ServerProcesses.await(PATIENCE, () -> ServerProcesses.in(data).isEmpty()));
    startsAndKeeps(1);
  }

  @Test
  void aPostmasterKilledAloneDoesNotBlockTheNextOne() throws Exception {
    TestServer.copyTemplate(temporary);
    try (Child child = Child.start(temporary, PROGRAMS, Map.of())) {
      assertTrue(child.line().endsWith(" 1"));
      child.kill();
    }
    long postmaster = PidFile.read(Cluster.dataIn(temporary)).orElseThrow().pid();
    ServerProcesses.signal(postmaster, ServerProcesses.Ending.KILL);
    startsAndKeeps(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres.unpacked",
        "postgres.initdb",
        "postgres.initialised",
        "postgres.ready_to_start",
        "postgres.started"
      })
  void aStartKilledAtAnyStepIsDoneAgain(String step) throws Exception {
    Path cache = step.equals("postgres.unpacked") ? temporary : PROGRAMS;
    try (Child child = Child.start(temporary, cache, Map.of("DEVQ_FAILPOINT", step))) {
      assertEquals("", child.line());
      assertEquals(HALTED, child.process().waitFor());
    }
    try (EmbeddedPostgres server = started(temporary, cache)) {
      assertEquals(1, Sql.number(server, "select 1"));
      assertEquals(List.of(), Disk.named(temporary, "*" + Disk.PARTIAL));
    }
  }

  @Test
  void aHalfMadeClusterIsMadeAgain() throws Exception {
    try (Child child = Child.start(temporary, PROGRAMS, Map.of())) {
      assertTrue(ServerProcesses.await(PATIENCE, this::isInitialising));
      child.kill();
    }
    try (EmbeddedPostgres server = started(temporary)) {
      assertEquals(1, Sql.number(server, "select 1"));
      assertEquals(List.of(), Disk.named(temporary, "cluster-*"));
    }
  }

  private static EmbeddedPostgres started(Path folder) {
    return started(folder, PROGRAMS);
  }

  private static EmbeddedPostgres started(Path folder, Path cache) {
    EmbeddedPostgres server = new EmbeddedPostgres(PostgresSettings.in(folder).withBinaries(cache));
    server.start();
    return server;
  }

  private boolean isInitialising() {
    return Disk.explained(
        temporary,
        () -> {
          for (Path partial : Disk.named(temporary, "cluster-*" + Disk.PARTIAL)) {
            if (Files.exists(partial.resolve("base/1/pg_class"))
                || Files.exists(partial.resolve("base/1/1259"))) {
              return true;
            }
          }
          return false;
        });
  }

  // A process that has ended may stay listed until its parent takes note, but works nowhere.
  private static List<ProcessHandle> workers(Path folder, long pid) {
    return ServerProcesses.in(Cluster.dataIn(folder)).stream()
        .filter(process -> process.pid() == pid)
        .toList();
  }

  private void startsAndKeeps(int rows) throws SQLException, IOException {
    try (EmbeddedPostgres server = started(temporary)) {
      assertEquals(rows, Sql.number(server, "select count(*) from kept"));
    }
  }
}
