package io.devq.blobs.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CrashTest {

  private static final byte[] BYTES = FileBlobsTest.bytes(2_000_000, 1);
  private static final Sha256 NAME = Sha256.of(BYTES);

  @TempDir Path folder;

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PutProcess.class.getName(),
            folder.toString());
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private void dieAt(String failpoint) throws Exception {
    Process process = start(Map.of("DEVQ_FAILPOINT", failpoint + ":1"));
    try (OutputStream out = process.getOutputStream()) {
      out.write(BYTES);
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(86, process.exitValue());
  }

  @Test
  void aWriterThatDiesBeforeTheRenameLeavesNoBlobAndIsSwept() throws Exception {
    dieAt("blob.before-rename");
    assertEquals(1, FileBlobsTest.filesBelow(folder.resolve("writing")));
    try (FileBlobs blobs = FileBlobs.open(folder)) {
      assertFalse(blobs.exists(NAME));
      assertEquals(0, FileBlobsTest.filesBelow(folder));
    }
  }

  @Test
  void aWriterThatDiesAfterTheRenameLeavesAWholeBlob() throws Exception {
    dieAt("blob.after-rename");
    try (FileBlobs blobs = FileBlobs.open(folder);
        InputStream in = blobs.open(NAME)) {
      assertArrayEquals(BYTES, in.readAllBytes());
      assertEquals(1, FileBlobsTest.filesBelow(folder));
    }
  }

  @Test
  void aWriterKilledInTheMiddleLeavesNothingAndALivingOneIsLeftAlone() throws Exception {
    Process killed = start(Map.of());
    Process living = start(Map.of());
    try {
      awaitOpen(killed);
      awaitOpen(living);
      killed.getOutputStream().write(BYTES, 0, 1_000_000);
      killed.getOutputStream().flush();
      living.getOutputStream().write(BYTES, 0, 1_000_000);
      living.getOutputStream().flush();
      killed.destroyForcibly().waitFor();
      try (FileBlobs blobs = FileBlobs.open(folder)) {
        assertFalse(blobs.exists(NAME));
        assertEquals(2, writers(), "the living writer's folder and our own");
        try (OutputStream out = living.getOutputStream()) {
          out.write(BYTES, 1_000_000, 1_000_000);
        }
        assertTrue(living.waitFor(30, TimeUnit.SECONDS));
        assertEquals(NAME, blobs.verify(NAME).sha256());
      }
    } finally {
      killed.destroyForcibly();
      living.destroyForcibly();
    }
  }

  private static void awaitOpen(Process process) throws IOException {
    byte[] line = process.getInputStream().readNBytes(5);
    assertEquals("open\n", new String(line, java.nio.charset.StandardCharsets.US_ASCII));
  }

  private long writers() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("writing"))) {
      return folders.count();
    }
  }
}
