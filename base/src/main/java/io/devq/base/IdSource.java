package io.devq.base;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes ids that are ordered in time: the ids one source makes are strictly increasing. Safe for
/// use by many threads.
///
/// Source: RFC 9562, section 5.7 and 6.2 (method 1, a counter inside the millisecond).
public final class IdSource {

  private static final int SEQUENCE_BITS = 12;
  private static final long VARIANT = 0x8000000000000000L;

  private final TimeSource time;
  private final RandomGenerator random;
  private long last;

  /// A source that takes its milliseconds from `time` and its randomness from the operating system.
  public IdSource(TimeSource time) {
    this(time, new SecureRandom());
  }

  /// A source with its own randomness, for tests that must repeat.
  public IdSource(TimeSource time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  /// A new id that lives in `shard`.
  public UUID next(int shard) {
    if (shard < 0 || shard >= Shards.COUNT) {
      throw new IllegalArgumentException("shard " + shard + " is outside 0.." + (Shards.COUNT - 1));
    }
    long stamp = nextStamp();
    long high = ((stamp >>> SEQUENCE_BITS) << 16) | 0x7000L | (stamp & ((1L << SEQUENCE_BITS) - 1));
    long low = Shards.withShard(VARIANT | (random.nextLong() >>> 2), shard);
    return new UUID(high, low);
  }

  /// A new id in a shard drawn by chance: for things that no key ties to a shard.
  public UUID next() {
    return next(random.nextInt(Shards.COUNT));
  }

  private synchronized long nextStamp() {
    last = Math.max(last + 1, time.now().toEpochMilli() << SEQUENCE_BITS);
    return last;
  }
}
