package io.devq.blobs.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Expected;
import io.devq.blobs.PieceDigests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobsTest {

  private static final Expected ANY = Expected.atMost(64 << 20);

  @TempDir Path folder;
  FileBlobs blobs;

  @BeforeEach
  void open() {
    blobs = FileBlobs.open(folder);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Blob put(byte[] bytes) throws IOException {
    return blobs.put(new ByteArrayInputStream(bytes), ANY);
  }

  private Path file(Sha256 name) {
    return folder
        .resolve("blobs")
        .resolve(name.hex().substring(0, 2))
        .resolve(name.hex().substring(2, 4))
        .resolve(name.hex());
  }

  static long filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(f -> !f.endsWith("alive.lock")).count();
    }
  }

  @Test
  void whatWasPutIsReadBackUnderItsDigest() throws IOException {
    byte[] bytes = bytes(3_000_001, 1);
    Blob blob = put(bytes);
    assertEquals(Sha256.of(bytes), blob.sha256());
    assertEquals(bytes.length, blob.size());
    try (InputStream in = blobs.open(blob.sha256())) {
      assertArrayEquals(bytes, in.readAllBytes());
    }
    assertEquals(blob, blobs.verify(blob.sha256()));
    assertEquals(Optional.of(blob), blobs.find(blob.sha256()));
    assertEquals(0, filesBelow(folder.resolve("writing")));
  }

  @Test
  void anEmptyBlobIsABlob() throws IOException {
    Blob blob = put(new byte[0]);
    assertEquals(0, blobs.open(blob.sha256()).readAllBytes().length);
    assertEquals(List.of(), blobs.pieces(blob.sha256(), PieceDigests.PIECE_SIZE).digests());
  }

  @Test
  void puttingTwiceLeavesOneBlob() throws IOException {
    assertEquals(put(bytes(1000, 2)), put(bytes(1000, 2)));
    assertEquals(1, filesBelow(folder.resolve("blobs")));
  }

  @Test
  void manyWritersOfTheSameBytesLeaveOneBlob() throws Exception {
    byte[] bytes = bytes(500_000, 3);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Blob>> writers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writers.add(() -> put(bytes));
      }
      for (Future<Blob> written : threads.invokeAll(writers)) {
        assertEquals(Sha256.of(bytes), written.get().sha256());
      }
    }
    assertEquals(1, filesBelow(folder.resolve("blobs")));
    assertEquals(0, filesBelow(folder.resolve("writing")));
  }

  @Test
  void bytesOtherThanAnnouncedAreRefusedAndLeaveNothing() throws IOException {
    byte[] bytes = bytes(1000, 4);
    record Case(Expected expected, String code) {}
    for (Case c :
        List.of(
            new Case(Expected.atMost(999), "blob_too_large"),
            new Case(Expected.exactly(Sha256.of(bytes), 1001), "size_mismatch"),
            new Case(Expected.digest(Sha256.of(new byte[1]), 5000), "digest_mismatch"))) {
      Problem problem =
          assertThrows(
              Problem.class, () -> blobs.put(new ByteArrayInputStream(bytes), c.expected()));
      assertEquals(c.code(), problem.code());
    }
    assertEquals(0, filesBelow(folder));
  }

  @Test
  void aSenderThatBreaksOffLeavesNothing() throws IOException {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(bytes(300_000, 5)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
              }
            });
    assertThrows(IOException.class, () -> blobs.put(broken, ANY));
    assertEquals(0, filesBelow(folder));
  }

  @Test
  void rangesAreReadAndCheckedAgainstTheSize() throws IOException {
    byte[] bytes = bytes(100_000, 6);
    Sha256 name = put(bytes).sha256();
    assertArrayEquals(
        Arrays.copyOfRange(bytes, 70_000, 100_000),
        blobs.open(name, 70_000, 30_000).readAllBytes());
    assertEquals(0, blobs.open(name, 100_000, 0).readAllBytes().length);
    assertEquals(
        "invalid_range",
        assertThrows(Problem.class, () -> blobs.open(name, 70_000, 30_001)).code());
    assertEquals(
        "invalid_range",
        assertThrows(Problem.class, () -> blobs.open(name, 1, Long.MAX_VALUE)).code());
  }

  @Test
  void aDamagedBlobIsSetAsideAndNeverServedWhole() throws IOException {
    byte[] bytes = bytes(1_000_000, 7);
    Sha256 name = put(bytes).sha256();
    byte[] damaged = bytes.clone();
    damaged[500_000] ^= 1;
    Files.write(file(name), damaged);
    try (InputStream in = blobs.open(name)) {
      Problem problem = assertThrows(Problem.class, () -> in.readNBytes(bytes.length));
      assertEquals("blob_corrupt", problem.code());
    }
    assertFalse(blobs.exists(name));
    assertEquals(1, filesBelow(folder.resolve("quarantine")));
    put(bytes);
    assertTrue(blobs.exists(name));
  }

  @Test
  void aShortenedBlobIsFoundByVerify() throws IOException {
    byte[] bytes = bytes(1_000_000, 8);
    Sha256 name = put(bytes).sha256();
    Files.write(file(name), Arrays.copyOf(bytes, 999_999));
    assertEquals("blob_corrupt", assertThrows(Problem.class, () -> blobs.verify(name)).code());
    assertEquals("blob_not_found", assertThrows(Problem.class, () -> blobs.verify(name)).code());
  }

  @Test
  void eachPieceHasItsOwnDigest() throws IOException {
    byte[] bytes = bytes(2 * 4096 + 5, 9);
    PieceDigests pieces = blobs.pieces(put(bytes).sha256(), 4096);
    assertEquals(3, pieces.digests().size());
    assertEquals(Sha256.of(Arrays.copyOfRange(bytes, 4096, 8192)), pieces.digests().get(1));
    assertEquals(Sha256.of(Arrays.copyOfRange(bytes, 8192, 8197)), pieces.digests().get(2));
  }

  @Test
  void theListIsOrderedAndPaged() throws IOException {
    List<String> put = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      put.add(put(bytes(10 + i, i)).sha256().hex());
    }
    put.sort(null);
    List<String> listed = new ArrayList<>();
    Optional<Sha256> after = Optional.empty();
    for (List<Blob> page = blobs.list(after, 7); !page.isEmpty(); page = blobs.list(after, 7)) {
      page.forEach(blob -> listed.add(blob.sha256().hex()));
      after = Optional.of(page.getLast().sha256());
    }
    assertEquals(put, listed);
  }

  @Test
  void deletingSaysWhetherThereWasOne() throws IOException {
    Sha256 name = put(bytes(10, 10)).sha256();
    assertTrue(blobs.delete(name));
    assertFalse(blobs.delete(name));
    assertEquals("blob_not_found", assertThrows(Problem.class, () -> blobs.open(name)).code());
  }

  @Test
  void aBrokenUploadGoesOnWhereItStopped() throws IOException {
    byte[] bytes = bytes(1_000_000, 11);
    Sha256 name = Sha256.of(bytes);
    FileUploads uploads = new FileUploads(blobs);
    uploads.append(name, 0, bytes.length, new ByteArrayInputStream(bytes, 0, 300_000));
    FileUploads restarted = new FileUploads(blobs);
    assertEquals(300_000, restarted.offset(name));
    assertEquals(
        "wrong_offset",
        assertThrows(
                Problem.class,
                () -> restarted.append(name, 0, bytes.length, new ByteArrayInputStream(bytes)))
            .code());
    assertEquals(
        "size_mismatch",
        assertThrows(Problem.class, () -> restarted.publish(name, bytes.length)).code());
    restarted.append(
        name, 300_000, bytes.length, new ByteArrayInputStream(bytes, 300_000, 700_000));
    assertEquals(new Blob(name, bytes.length), restarted.publish(name, bytes.length));
    assertEquals(bytes.length, restarted.offset(name));
    assertEquals(0, filesBelow(folder.resolve("uploads")));
  }

  @Test
  void anUploadOfOtherBytesIsThrownAway() throws IOException {
    byte[] bytes = bytes(1000, 12);
    Sha256 other = Sha256.of(bytes(1000, 13));
    FileUploads uploads = new FileUploads(blobs);
    uploads.append(other, 0, 1000, new ByteArrayInputStream(bytes));
    assertEquals(
        "digest_mismatch", assertThrows(Problem.class, () -> uploads.publish(other, 1000)).code());
    assertFalse(blobs.exists(other));
    assertEquals(0, uploads.offset(other));
  }
}
