package io.devq.agent.host;

import io.devq.base.Sha256;
import io.devq.protocol.PieceList;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What this host can give to its peers: artifacts that are whole and those on their way in, each
/// with the token that opens it.
final class Shelf {

  private final Map<Sha256, Entry> entries = new ConcurrentHashMap<>();

  private sealed interface Entry {
    String token();

    record Arriving(String token, PartFile part) implements Entry {}

    record Whole(String token, PieceList list, Path file) implements Entry {}
  }

  /// Why a piece is not given.
  enum Refusal {
    UNKNOWN,
    FORBIDDEN,
    NOT_YET
  }

  /// A piece, or why not.
  sealed interface Answer {
    /// Its bytes.
    @SuppressWarnings("ArrayRecordComponent") // never compared, only sent
    record Piece(byte[] bytes) implements Answer {}

    /// Nothing.
    record Refused(Refusal why) implements Answer {}
  }

  void arriving(Sha256 sha256, String token, PartFile part) {
    entries.put(sha256, new Entry.Arriving(token, part));
  }

  void whole(String token, PieceList list, Path file) {
    entries.put(list.sha256(), new Entry.Whole(token, list, file));
  }

  void remove(Sha256 sha256) {
    entries.remove(sha256);
  }

  /// A piece, waiting for it if it is on its way.
  Answer piece(Sha256 sha256, int index, String token, Duration wait)
      throws IOException, InterruptedException {
    Entry entry = entries.get(sha256);
    if (entry == null) {
      return new Answer.Refused(Refusal.UNKNOWN);
    }
    if (!same(entry.token(), token)) {
      return new Answer.Refused(Refusal.FORBIDDEN);
    }
    Optional<byte[]> bytes =
        switch (entry) {
          case Entry.Arriving arriving -> arrived(arriving, sha256, index, wait);
          case Entry.Whole whole -> Optional.ofNullable(read(whole, index));
        };
    return bytes
        .<Answer>map(Answer.Piece::new)
        .orElseGet(() -> new Answer.Refused(Refusal.NOT_YET));
  }

  private Optional<byte[]> arrived(Entry.Arriving arriving, Sha256 sha256, int index, Duration wait)
      throws IOException, InterruptedException {
    Optional<byte[]> bytes = arriving.part.read(index, wait);
    if (bytes.isEmpty() && entries.get(sha256) instanceof Entry.Whole whole) {
      return Optional.ofNullable(read(whole, index));
    }
    return bytes;
  }

  private static byte @org.jspecify.annotations.Nullable [] read(Entry.Whole whole, int index)
      throws IOException {
    if (index < 0 || index >= whole.list.pieces().size() || !Files.exists(whole.file)) {
      return null;
    }
    byte[] bytes = new byte[whole.list.length(index)];
    try (RandomAccessFile file = new RandomAccessFile(whole.file.toFile(), "r")) {
      file.seek(whole.list.offset(index));
      file.readFully(bytes);
    }
    return bytes;
  }

  private static boolean same(String expected, String shown) {
    return java.security.MessageDigest.isEqual(
        expected.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        shown.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
