package io.devq.blobs;

import io.devq.base.Sha256;
import java.util.List;

/// A blob cut into pieces of equal size (the last may be shorter), each with its SHA-256, so that
/// every piece can be checked alone.
///
/// @param blob the whole
/// @param pieceSize bytes in each piece but the last
/// @param digests one for each piece, in order; none for an empty blob
public record PieceDigests(Blob blob, int pieceSize, List<Sha256> digests) {

  /// 1 MiB, the size of a piece on the wire.
  public static final int PIECE_SIZE = 1 << 20;

  /// Checks that the count fits the size.
  public PieceDigests {
    digests = List.copyOf(digests);
    if (pieceSize < 1 || digests.size() != count(blob.size(), pieceSize)) {
      throw new IllegalArgumentException(
          digests.size() + " pieces of " + pieceSize + " do not make " + blob.size() + " bytes");
    }
  }

  /// How many pieces `size` bytes make.
  public static long count(long size, int pieceSize) {
    return (size + pieceSize - 1) / pieceSize;
  }
}
