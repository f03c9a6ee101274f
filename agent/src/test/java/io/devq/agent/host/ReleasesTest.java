package io.devq.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasesTest {

  @TempDir Path root;
  UnitFolder folder;
  Releases releases;

  @BeforeEach
  void open() throws IOException {
    folder = new UnitFolder(root.resolve("unit"));
    folder.create();
    releases = new Releases(folder);
  }

  private Sha256 artifact(byte[] bytes) throws IOException {
    Sha256 sha256 = Sha256.of(bytes);
    Files.write(folder.artifact(sha256), bytes);
    return sha256;
  }

  private static byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Filling {
    void fill(TarArchiveOutputStream tar) throws IOException;
  }

  private static byte[] tar(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      filling.fill(tar);
    }
    return bytes.toByteArray();
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(text.length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(text);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void aJarStaysAsItIs() throws IOException {
    Sha256 sha256 = artifact(zip("a.txt"));
    releases.make(sha256, "target/web.jar", true);
    assertTrue(Files.isRegularFile(folder.release(sha256).resolve("web.jar")));
  }

  @Test
  void aTarIsUnpackedWithModesAndLinksInside() throws IOException {
    Sha256 sha256 =
        artifact(
            tar(tar -> {
              file(tar, "./bin/run", 0755);
              file(tar, "data.txt", 0644);
              link(tar, "bin/data", "../data.txt");
            }));
    releases.make(sha256, "web.tar.gz", true);
    Path release = folder.release(sha256);
    assertTrue(Files.isExecutable(release.resolve("bin/run")));
    assertEquals("hello", Files.readString(release.resolve("bin/data")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/evil", "a/../../evil", "..\\evil", "a/../../../evil"})
  void anEntryThatWouldLieOutsideIsRefused(String name) throws IOException {
    Sha256 sha256 = artifact(zip(name));
    Problem problem = assertThrows(Problem.class, () -> releases.make(sha256, "web.zip", true));
    assertEquals("invalid_archive", problem.code());
    assertFalse(Files.exists(folder.release(sha256)));
    try (Stream<Path> all = Files.walk(root)) {
      assertTrue(all.noneMatch(path -> path.getFileName().toString().equals("evil")));
    }
  }

  @Test
  void aLinkThatLeadsOutsideIsRefused() throws IOException {
    Sha256 straight = artifact(tar(tar -> link(tar, "out", "../../..")));
    assertThrows(Problem.class, () -> releases.make(straight, "web.tgz", true));
    Sha256 chained =
        artifact(
            tar(tar -> {
              link(tar, "a/b/up", "..");
              link(tar, "a/b/out", "up/../../..");
            }));
    assertThrows(Problem.class, () -> releases.make(chained, "web.tgz", true));
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    Sha256 sha256 =
        artifact(
            tar(tar -> {
              link(tar, "door", "/tmp");
              file(tar, "door/evil", 0644);
            }));
    assertThrows(Exception.class, () -> releases.make(sha256, "web.tgz", true));
    assertFalse(Files.exists(Path.of("/tmp/evil")));
    assertFalse(Files.exists(folder.release(sha256)));
  }
}
