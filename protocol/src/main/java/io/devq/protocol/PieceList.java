package io.devq.protocol;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// An artifact cut into pieces of equal size (the last may be shorter), each with its SHA-256, as a
/// server signs it and hosts check it.
///
/// The bytes: `DQP1`, the piece size as 32 bits, the size as 64 bits, the digest of the whole, then
/// that of each piece in order; numbers big-endian.
///
/// @param sha256 of the whole
/// @param size in bytes
public record PieceList(Sha256 sha256, long size, int pieceSize, List<Sha256> pieces) {

  /// The longest list, in bytes: an artifact of 64 GiB in pieces of 1 MiB.
  public static final int LONGEST = 3 << 20;

  private static final int MAGIC = 0x44515031;
  private static final int DIGEST = 32;
  private static final int HEAD = 4 + 4 + 8 + DIGEST;

  /// Checks that the count fits the size.
  ///
  /// @throws Problem `invalid_piece_list`
  public PieceList {
    pieces = List.copyOf(pieces);
    if (size < 0 || pieceSize < 1 || pieces.size() != (size + pieceSize - 1) / pieceSize) {
      throw invalid();
    }
  }

  private static Problem invalid() {
    return Problem.invalid("invalid_piece_list", "The bytes are not a list of pieces.");
  }

  /// How many bytes a piece has.
  public int length(int index) {
    return (int) Math.min(pieceSize, size - offset(index));
  }

  /// Where a piece begins.
  public long offset(int index) {
    return (long) index * pieceSize;
  }

  /// The bytes that are signed.
  public byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + DIGEST * pieces.size());
    bytes.putInt(MAGIC).putInt(pieceSize).putLong(size).put(raw(sha256));
    pieces.forEach(piece -> bytes.put(raw(piece)));
    return bytes.array();
  }

  private static byte[] raw(Sha256 digest) {
    return HexFormat.of().parseHex(digest.hex());
  }

  /// Reads the bytes.
  ///
  /// @throws Problem `invalid_piece_list`
  public static PieceList decode(byte[] bytes) {
    int rest = bytes.length - HEAD;
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (rest < 0 || rest % DIGEST != 0 || bytes.length > LONGEST || in.getInt() != MAGIC) {
      throw invalid();
    }
    int pieceSize = in.getInt();
    long size = in.getLong();
    List<Sha256> digests = new ArrayList<>();
    for (int at = in.position(); at < bytes.length; at += DIGEST) {
      digests.add(new Sha256(HexFormat.of().formatHex(bytes, at, at + DIGEST)));
    }
    return new PieceList(digests.getFirst(), size, pieceSize, digests.subList(1, digests.size()));
  }
}
