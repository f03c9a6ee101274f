package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path temporary;

  private PostgresSettings settings = PostgresSettings.in(Path.of("."));

  @BeforeEach
  void shareProgramsAndData() throws IOException {
    settings = PostgresSettings.in(temporary.resolve("data of it's own/postgres"));
    settings = settings.withBinaries(TestServer.root());
    TestServer.copyTemplate(settings.folder());
  }

  @Test
  void aRestartKeepsWhatWasCommitted() throws SQLException {
    EmbeddedPostgres server = new EmbeddedPostgres(settings);
    for (int round = 1; round <= 2; round++) {
      server.start();
      server.start();
      Sql.execute(server, "create table if not exists kept (n int)");
      Sql.execute(server, "insert into kept values (1)");
      assertEquals(round, Sql.number(server, "select count(*) from kept"));
      server.stop();
      server.stop();
      assertFalse(server.isRunning());
    }
  }

  @Test
  void itIsDurableAndListensOnLoopbackOnly() throws SQLException, IOException {
    try (EmbeddedPostgres server = started()) {
      assertEquals("on", Sql.text(server, "show fsync"));
      assertEquals("on", Sql.text(server, "show synchronous_commit"));
      assertEquals("127.0.0.1", Sql.text(server, "show listen_addresses"));
      assertEquals("", Sql.text(server, "show unix_socket_directories"));
      assertEquals("on", Sql.text(server, "show data_checksums"));
      Path password = settings.folder().resolve("password");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (EmbeddedPostgres server = started()) {
      TestDatabase wrong = new TestDatabase(server.jdbcUrl(), server.user(), "wrong");
      assertEquals(
          "28P01",
          assertThrows(SQLException.class, () -> Sql.execute(wrong, "select 1")).getSQLState());
    }
  }

  @Test
  void aServerThatIsKilledComesBackOnItsPortWithItsData()
      throws SQLException, InterruptedException {
    try (EmbeddedPostgres server = started()) {
      int port = server.port();
      long pid = server.pid();
      Sql.execute(server, "create table kept (n int)");
      ServerProcesses.signal(pid, ServerProcesses.Ending.KILL);
      assertTrue(ServerProcesses.await(PATIENCE, () -> server.pid() != pid));
      assertEquals(port, server.port());
      assertEquals(0, Sql.number(server, "select count(*) from kept"));
    }
  }

  @Test
  void aStalePidFileOfAStrangerDoesNotBlock() throws IOException, SQLException {
    started().stop();
    Path file = Cluster.dataIn(settings.folder()).resolve("postmaster.pid");
    Files.writeString(file, ProcessHandle.current().pid() + "\n" + file.getParent() + "\n");
    try (EmbeddedPostgres server = started()) {
      assertEquals(1, Sql.number(server, "select 1"));
    }
  }

  @Test
  void aLostPasswordFileIsMadeAnew() throws IOException, SQLException {
    started().stop();
    Files.delete(settings.folder().resolve("password"));
    try (EmbeddedPostgres server = started()) {
      assertEquals(1, Sql.number(server, "select 1"));
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EmbeddedPostgres server = new EmbeddedPostgres(settings.withPort(taken.getLocalPort()));
      Problem problem = assertThrows(Problem.class, server::start);
      assertEquals("port_in_use", problem.code());
      assertTrue(problem.message().contains(Integer.toString(taken.getLocalPort())));
    }
  }

  @Test
  void aStartThatTakesTooLongQuotesTheLog() {
    EmbeddedPostgres server = new EmbeddedPostgres(settings.withStartTimeout(Duration.ofNanos(1)));
    Problem problem = assertThrows(Problem.class, server::start);
    assertEquals("postgres_start_timed_out", problem.code());
    try (EmbeddedPostgres again = started()) {
      assertTrue(again.isRunning());
    }
  }

  @Test
  void aServerThatCannotStartQuotesTheLog() throws IOException {
    started().stop();
    Files.delete(Cluster.dataIn(settings.folder()).resolve("global/pg_control"));
    Problem problem = assertThrows(Problem.class, this::started);
    assertEquals("postgres_start_failed", problem.code());
    assertTrue(problem.message().contains("pg_control"), problem.message());
  }

  @Test
  void dataOfAnotherVersionIsRefused() throws IOException {
    started().stop();
    Files.writeString(Cluster.dataIn(settings.folder()).resolve("PG_VERSION"), "17\n");
    Problem problem = assertThrows(Problem.class, this::started);
    assertEquals("postgres_version_differs", problem.code());
  }

  @Test
  void aMachineWithoutProgramsIsToldToBringItsOwn() {
    Problem problem = assertThrows(Problem.class, () -> Binaries.archive("Linux", "riscv64"));
    assertEquals("postgres_not_for_this_machine", problem.code());
    assertTrue(problem.message().contains("--database"));
    assertTrue(Binaries.archive("Linux", "aarch64").getPath().endsWith("arm_64.txz"));
  }

  private EmbeddedPostgres started() {
    EmbeddedPostgres server = new EmbeddedPostgres(settings);
    server.start();
    return server;
  }
}
