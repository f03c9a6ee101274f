package io.devq.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.postgres.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhereaboutsTest {

  private static final String HERE = "http://127.0.0.1:7999";

  @TempDir Path folder;

  private ClientFile file() {
    return new ClientFile(folder.resolve("config/devq/client.yaml"));
  }

  private Whereabouts whereabouts(Map<String, String> environment) {
    return new Whereabouts(environment, file(), folder.resolve("data"));
  }

  @Test
  void withoutAnythingTheDefaultIsMeant() {
    Whereabouts whereabouts = whereabouts(Map.of());
    assertEquals(new Setting("http://127.0.0.1:7070", "default"), whereabouts.server(null));
    assertEquals("default", whereabouts.project(null).value());
    assertTrue(whereabouts.token(whereabouts.server(null)).isEmpty());
  }

  @Test
  void aFlagBeatsTheEnvironmentWhichBeatsTheFile() {
    file().write(Map.of("server", "http://file:1", "token", "secret"));
    assertEquals("http://file:1", whereabouts(Map.of()).server(null).value());
    Whereabouts whereabouts = whereabouts(Map.of("DEVQ_SERVER", "http://environment:1"));
    assertEquals(new Setting("http://environment:1", "DEVQ_SERVER"), whereabouts.server(null));
    assertEquals("http://flag:1", whereabouts.server("http://flag:1").value());
  }

  @Test
  void theServerOnThisMachineIsFoundWithItsToken() throws IOException {
    try (DataFolder data = DataFolder.hold(folder.resolve("data"))) {
      data.publish(HERE);
      Files.writeString(folder.resolve("data/admin-token"), "admin\n");
      Whereabouts whereabouts = whereabouts(Map.of());
      assertEquals(HERE, whereabouts.server(null).value());
      assertEquals("admin", whereabouts.token(whereabouts.server(null)).orElseThrow().value());
    }
  }

  @Test
  void theTokenOfTheServerHereIsGivenToNoOtherServer() throws IOException {
    try (DataFolder data = DataFolder.hold(folder.resolve("data"))) {
      data.publish(HERE);
      Files.writeString(folder.resolve("data/admin-token"), "admin\n");
      Whereabouts whereabouts = whereabouts(Map.of());
      assertTrue(whereabouts.token(whereabouts.server("http://elsewhere:7070")).isEmpty());
    }
  }

  @Test
  void theClientFileIsForItsUserOnly() throws IOException {
    file().write(Map.of("token", "secret"));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())));
  }

  @Test
  void anUnknownKeyOfTheClientFileIsAnError() throws IOException {
    file().write(Map.of("server", HERE));
    Files.writeString(file().path(), "sever: " + HERE + "\n");
    assertEquals(
        "invalid_client_file", assertThrows(Problem.class, () -> whereabouts(Map.of())).code());
  }
}
