package io.devq.blobs;

import io.devq.base.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// Hashes bytes as they pass: the whole, and each piece. Not safe for use by many threads.
public final class PieceHasher {

  private final int pieceSize;
  private final MessageDigest whole = Sha256.digest();
  private final MessageDigest piece = Sha256.digest();
  private final List<Sha256> digests = new ArrayList<>();
  private long size;
  private int inPiece;

  /// A hasher for pieces of `pieceSize` bytes.
  public PieceHasher(int pieceSize) {
    if (pieceSize < 1) {
      throw new IllegalArgumentException("a piece has at least one byte");
    }
    this.pieceSize = pieceSize;
  }

  /// Takes the next bytes.
  public void update(byte[] bytes, int offset, int length) {
    whole.update(bytes, offset, length);
    int at = offset;
    while (at < offset + length) {
      int take = Math.min(pieceSize - inPiece, offset + length - at);
      piece.update(bytes, at, take);
      at += take;
      inPiece += take;
      endFullPiece();
    }
    size += length;
  }

  private void endFullPiece() {
    if (inPiece == pieceSize) {
      digests.add(Sha256.finish(piece));
      inPiece = 0;
    }
  }

  /// Ends the last piece and says what passed.
  public PieceDigests finish() {
    if (inPiece > 0) {
      digests.add(Sha256.finish(piece));
      inPiece = 0;
    }
    return new PieceDigests(new Blob(Sha256.finish(whole), size), pieceSize, digests);
  }
}
