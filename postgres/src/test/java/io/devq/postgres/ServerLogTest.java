package io.devq.postgres;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {

  @TempDir Path temporary;

  @Test
  void aLongLogIsPutAsideWhileTheWriterGoesOn() throws IOException {
    ServerLog log = new ServerLog(temporary.resolve("server.log"));
    assertFalse(log.trim());
    try (OutputStream writer = Files.newOutputStream(log.file(), CREATE, APPEND)) {
      writer.write(new byte[(int) ServerLog.LONGEST]);
      assertFalse(log.trim());
      writer.write('x');
      assertTrue(log.trim());
      assertEquals(0, log.length());
      writer.write("after\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals("after", log.tail(0));
    assertEquals(ServerLog.LONGEST, Files.size(temporary.resolve("server.log.old")));
  }

  @Test
  void theTailIsTheLastLinesWrittenSince() throws IOException {
    ServerLog log = new ServerLog(temporary.resolve("server.log"));
    assertEquals("", log.tail(0));
    Files.writeString(log.file(), "before\n");
    long from = log.length();
    Files.writeString(log.file(), "line\n".repeat(1000) + "last\n", APPEND);
    assertEquals(12, log.tail(from).lines().count());
    assertTrue(log.tail(from).endsWith("line\nlast"));
  }
}
