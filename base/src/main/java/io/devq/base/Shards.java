package io.devq.base;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The fixed set of shards in which everything lives. The number is part of every id and can never
/// change for a database.
public final class Shards {

  /// How many shards there are.
  public static final int COUNT = 64;

  private static final int SHIFT = 54;
  private static final long MASK = 0xFFL << SHIFT;

  private Shards() {}

  /// The home shard an id carries.
  public static int of(UUID id) {
    return (int) ((id.getLeastSignificantBits() & MASK) >>> SHIFT) % COUNT;
  }

  /// The home shard of a key that is a text: a unique key, a name, a concurrency key. Stable for
  /// ever (FNV-1a, 64 bits).
  public static int ofKey(String key) {
    return (int) Long.remainderUnsigned(hash(key), COUNT);
  }

  /// A stable 64-bit hash of a text (FNV-1a with a final mix), for choosing shards and buckets.
  public static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    return hash ^ (hash >>> 32);
  }

  static long withShard(long leastSignificantBits, int shard) {
    return (leastSignificantBits & ~MASK) | ((long) shard << SHIFT);
  }
}
