package io.devq.blobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.blobs.Expected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A file system of 2 MiB that really fills up.
@Timeout(60)
class FullDiskTest {

  private static final Expected ANY = Expected.atMost(64 << 20);

  @TempDir Path mountPoint;
  private boolean mounted;

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "only root can mount a small file system");
    mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mountPoint.toString()) == 0;
    assumeTrue(mounted, "this machine does not let root mount a tmpfs");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertEquals(0, run("umount", mountPoint.toString()));
    }
  }

  @Test
  void aFullDiskIsToldAndLeavesRoomForTheNextBlob() throws IOException {
    try (FileBlobs blobs = FileBlobs.open(mountPoint)) {
      for (int i = 0; i < 3; i++) {
        byte[] tooMuch = FileBlobsTest.bytes(5 << 20, i);
        Problem problem =
            assertThrows(Problem.class, () -> blobs.put(new ByteArrayInputStream(tooMuch), ANY));
        assertEquals("storage_full", problem.code());
        assertEquals(Kind.STORAGE_FULL, problem.kind());
        assertTrue(problem.message().contains(mountPoint.toString()), problem.message());
        assertEquals(0, FileBlobsTest.filesBelow(mountPoint));
      }
      byte[] fits = FileBlobsTest.bytes(1 << 20, 9);
      assertEquals(
          1 << 20, blobs.verify(blobs.put(new ByteArrayInputStream(fits), ANY).sha256()).size());
    }
  }
}
