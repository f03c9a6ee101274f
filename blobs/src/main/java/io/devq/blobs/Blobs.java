package io.devq.blobs;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The one door to stored bytes. A blob is named by the SHA-256 of its bytes, is published whole or
/// not at all, and never changes. All methods may be called by many threads.
///
/// Every method throws a [Problem] with code `storage_full` (kind `STORAGE_FULL`) when the storage
/// has no room, `storage_failed` (kind `UNAVAILABLE`) when it does not work, `blob_corrupt` (kind
/// `INTERNAL`) when stored bytes are not what was put; the corrupt blob is then set aside and
/// counts as missing.
public interface Blobs {

  /// Stores all bytes of `in`, hashing them on the way. When this returns, the blob survives a
  /// crash of the machine. Putting the same bytes again changes nothing (and heals a damaged copy).
  ///
  /// @throws IOException when `in` fails; nothing is stored
  /// @throws Problem `blob_too_large`, `digest_mismatch`, `size_mismatch`; nothing is stored
  Blob put(InputStream in, Expected expected) throws IOException;

  /// All bytes of a blob. The last of them are only handed out after the digest of the whole was
  /// found right; otherwise reading throws `blob_corrupt`.
  ///
  /// @throws Problem `blob_not_found`
  InputStream open(Sha256 sha256);

  /// `length` bytes from `offset`, as stored: the reader checks them against a list of piece
  /// digests.
  ///
  /// @throws Problem `blob_not_found`, `invalid_range`
  InputStream open(Sha256 sha256, long offset, long length);

  /// The blob, if it is stored; its bytes are not read.
  Optional<Blob> find(Sha256 sha256);

  /// Whether it is stored; its bytes are not read.
  default boolean exists(Sha256 sha256) {
    return find(sha256).isPresent();
  }

  /// Reads the whole blob again and hashes it.
  ///
  /// @throws Problem `blob_not_found`, `blob_corrupt`
  Blob verify(Sha256 sha256);

  /// The digests of its pieces, by reading all of it; the digest of the whole is checked on the
  /// way.
  ///
  /// @throws Problem `blob_not_found`, `blob_corrupt`
  PieceDigests pieces(Sha256 sha256, int pieceSize);

  /// Removes a blob; false when there was none.
  boolean delete(Sha256 sha256);

  /// Up to `limit` blobs in the order of their digests, from the first one after `after`.
  List<Blob> list(Optional<Sha256> after, int limit);
}
