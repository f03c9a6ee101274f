package io.devq.blobs;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.util.Optional;
import java.util.OptionalLong;

/// What a writer says beforehand about the bytes it puts; anything else is refused and leaves no
/// trace.
///
/// @param sha256 the digest the bytes must have, if the writer knows it
/// @param size the length they must have in bytes, if the writer knows it
/// @param limit the most bytes that are taken
public record Expected(Optional<Sha256> sha256, OptionalLong size, long limit) {

  /// Anything of up to `limit` bytes.
  public static Expected atMost(long limit) {
    return new Expected(Optional.empty(), OptionalLong.empty(), limit);
  }

  /// Exactly these bytes.
  public static Expected exactly(Sha256 sha256, long size) {
    return new Expected(Optional.of(sha256), OptionalLong.of(size), size);
  }

  /// Bytes with this digest, up to `limit` of them.
  public static Expected digest(Sha256 sha256, long limit) {
    return new Expected(Optional.of(sha256), OptionalLong.empty(), limit);
  }

  /// Says whether what arrived is what was announced.
  ///
  /// @throws Problem `digest_mismatch` or `size_mismatch`
  public void check(Blob arrived) {
    if (size.isPresent() && size.getAsLong() != arrived.size()) {
      throw Problem.invalid(
          "size_mismatch",
          size.getAsLong() + " bytes were announced, " + arrived.size() + " came; send it again.");
    }
    if (sha256.isPresent() && !sha256.get().equals(arrived.sha256())) {
      throw Problem.invalid(
          "digest_mismatch",
          "The bytes have SHA-256 "
              + arrived.sha256()
              + ", "
              + sha256.get()
              + " was announced; send them again.");
    }
  }
}
