package io.devq.base;

import java.util.UUID;

/// A typed identifier. Its text is a kind prefix and 26 characters of lower-case Crockford base32
/// (`run_06e1…`), so that ids of one kind sort by the time they were made, as text and as bytes.
///
/// The 128 bits are a version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, the version, 12 bits
/// of sequence inside the millisecond, the variant, then 8 bits of *home shard* and 54 random bits.
/// An id therefore names the shard it lives in, and every look-up by id goes to one shard.
public interface Id {

  /// The 128 bits.
  UUID value();

  /// The kind's prefix without the underscore, such as `run`.
  String prefix();

  /// The shard this id lives in, `0 <= shard < Shards.COUNT`.
  default int shard() {
    return Shards.of(value());
  }

  /// The text form, `prefix_…`.
  default String text() {
    return IdText.print(prefix(), value());
  }
}
