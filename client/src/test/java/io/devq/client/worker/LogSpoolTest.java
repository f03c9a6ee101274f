package io.devq.client.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSpoolTest {

  @TempDir Path folder;

  @Test
  void aSealIsTheLengthAndTheHashOfWhatWasWritten() throws IOException {
    try (LogSpool spool = new LogSpool(folder.resolve("log"), 100)) {
      spool.write("one\ntwo\n".getBytes(UTF_8));
      assertEquals(new LogSpool.Seal(8, Sha256.of("one\ntwo\n".getBytes(UTF_8))), spool.end());
    }
  }

  @Test
  void beyondTheLimitThereIsOneLineThatSaysSo() throws IOException {
    Path file = folder.resolve("log");
    try (LogSpool spool = new LogSpool(file, 10)) {
      for (int i = 0; i < 100; i++) {
        spool.write("0123456".getBytes(UTF_8));
      }
      LogSpool.Seal seal = spool.end();
      String kept = Files.readString(file);
      assertEquals(
          "0123456012\n[devq] the log reached its limit of 10 bytes; the rest is not kept\n", kept);
      assertEquals(new LogSpool.Seal(kept.length(), Sha256.of(kept.getBytes(UTF_8))), seal);
    }
  }

  @Test
  void aNoteHasALineOfItsOwn() throws IOException {
    Path file = folder.resolve("log");
    try (LogSpool spool = new LogSpool(file, 100)) {
      spool.note("one");
      spool.write("no end of line".getBytes(UTF_8));
      spool.note("two");
      assertEquals("[devq] one\nno end of line\n[devq] two\n", Files.readString(file));
    }
  }

  @Test
  void aFullDiskIsKeptInMind() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full));
    try (LogSpool spool = new LogSpool(full, 100)) {
      assertThrows(IOException.class, () -> spool.write("x".getBytes(UTF_8)));
      assertNotNull(spool.failure());
      assertEquals(0, spool.seal().bytes());
    }
  }

  @Test
  void whatTheServerWillNotHaveIsCutOff() throws IOException {
    try (LogSpool spool = new LogSpool(folder.resolve("log"), 100)) {
      spool.write("one\ntwo\n".getBytes(UTF_8));
      spool.cut(4);
      spool.write("three\n".getBytes(UTF_8));
      assertEquals(new LogSpool.Seal(4, Sha256.of("one\n".getBytes(UTF_8))), spool.end());
    }
  }

  @Test
  void whatIsWrittenAfterTheEndIsIgnored() throws IOException {
    try (LogSpool spool = new LogSpool(folder.resolve("log"), 100)) {
      LogSpool.Seal seal = spool.end();
      spool.note("late");
      assertEquals(seal, spool.seal());
      assertTrue(seal.bytes() == 0);
    }
  }
}
