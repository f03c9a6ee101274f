package io.devq.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.server.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

  private final Guarded server = new Guarded();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void leavesAnAdminTokenThatOnlyTheOwnerCanRead(@TempDir Path data) throws IOException {
    Secret secret = new FirstStart(server.tokens(), data).ensureOwn();
    Path file = data.resolve("admin-token");
    assertEquals(secret.text(), Files.readString(file).strip());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(Role.ADMIN, server.tokens().authenticate("default", secret).orElseThrow().role());
    assertEquals(200, server.send(server.to("/api/v1/tokens", secret.text())).statusCode());
  }

  @Test
  void keepsAGoodTokenAndReplacesALostOrForeignOne(@TempDir Path data) throws IOException {
    FirstStart start = new FirstStart(server.tokens(), data);
    Secret first = start.ensureOwn();
    assertEquals(first, start.ensureOwn());

    Files.delete(data.resolve("admin-token"));
    Secret second = start.ensureOwn();
    assertNotEquals(first, second);
    assertTrue(server.tokens().authenticate("default", first).isEmpty());

    Files.writeString(data.resolve("admin-token"), "devq_of_another_server");
    assertNotEquals(second, start.ensureOwn());
  }

  @Test
  void aSecondNodeOfAClusterMakesNoSecondToken(@TempDir Path one, @TempDir Path two) {
    assertTrue(new FirstStart(server.tokens(), one).ensureShared().isPresent());
    assertEquals(Optional.empty(), new FirstStart(server.tokens(), two).ensureShared());
  }
}
