package io.devq.jobs;

import io.devq.base.Problem;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How runs share what there is with others.
///
/// @param fairKey whom the work is for, such as a team; those who wait in the same queue with the
///   same priority get equal shares of the slots; null counts as one of them
/// @param concurrency how many runs with one key may be under way, or null
/// @param rate how many runs with one key may start in a time, or null
/// @param orderKey runs of one queue with the same key start strictly one after the other in due
///   order, each when the one before is over, retries included; or null
/// @param weight how many slots of its worker a run takes
public record Sharing(
    @Nullable String fairKey,
    @Nullable Concurrency concurrency,
    @Nullable Rate rate,
    @Nullable String orderKey,
    int weight) {

  /// No keys, one slot.
  public static final Sharing NONE = new Sharing(null, null, null, null, 1);

  /// The most runs or starts a limit can allow.
  public static final int MOST = 1_000_000;

  /// Checks names and bounds.
  ///
  /// @throws Problem `invalid_name`, `invalid_weight`
  public Sharing {
    Names.checkOptional("/fairKey", fairKey);
    Names.checkOptional("/orderKey", orderKey);
    if (weight < 1 || weight > JobLimits.SLOTS) {
      throw Problem.invalid(
          "invalid_weight",
          "The weight is the number of slots a run takes, 1 to " + JobLimits.SLOTS + ".",
          "/weight");
    }
  }

  /// Whether the same keys tie it to others, whatever limits these have: such work lives in one
  /// place.
  public boolean hasKeysOf(Sharing other) {
    return Objects.equals(orderKey, other.orderKey)
        && Objects.equals(key(concurrency), key(other.concurrency))
        && Objects.equals(key(rate), key(other.rate));
  }

  private static @Nullable String key(@Nullable Concurrency limit) {
    return limit == null ? null : limit.key();
  }

  private static @Nullable String key(@Nullable Rate limit) {
    return limit == null ? null : limit.key();
  }

  /// At most `limit` runs with this key are under way in the project, as far as this job is asked:
  /// a run starts only while fewer than its own limit are.
  public record Concurrency(String key, int limit) {

    /// Checks name and bounds.
    ///
    /// @throws Problem `invalid_name`, `invalid_share`
    public Concurrency {
      Names.check("/concurrency/key", key);
      checkLimit("/concurrency/limit", limit);
    }
  }

  /// At most `limit` runs with this key start in any time of length `per` in the project.
  public record Rate(String key, int limit, Duration per) {

    /// The longest time over which starts are counted.
    public static final Duration LONGEST = Duration.ofDays(31);

    /// Checks name and bounds.
    ///
    /// @throws Problem `invalid_name`, `invalid_share`
    public Rate {
      Names.check("/rate/key", key);
      checkLimit("/rate/limit", limit);
      if (per.compareTo(Duration.ofMillis(100)) < 0 || per.compareTo(LONGEST) > 0) {
        throw Problem.invalid(
            "invalid_share", "rate.per is 100ms to " + LONGEST.toDays() + " days.", "/rate/per");
      }
    }
  }

  private static void checkLimit(String pointer, int limit) {
    if (limit < 1 || limit > MOST) {
      throw Problem.invalid(
          "invalid_share",
          "A limit is 1 to " + MOST + "; to let nothing through, pause the queue.",
          pointer);
    }
  }

  /// Whether any key ties a run to others.
  public boolean keyed() {
    return fairKey != null || concurrency != null || rate != null || orderKey != null;
  }

  /// The same for somebody.
  public Sharing withFairKey(@Nullable String key) {
    return new Sharing(key, concurrency, rate, orderKey, weight);
  }

  /// The same with a concurrency limit.
  public Sharing withConcurrency(@Nullable Concurrency limit) {
    return new Sharing(fairKey, limit, rate, orderKey, weight);
  }

  /// The same with a rate limit.
  public Sharing withRate(@Nullable Rate limit) {
    return new Sharing(fairKey, concurrency, limit, orderKey, weight);
  }

  /// The same in strict order with others.
  public Sharing withOrderKey(@Nullable String key) {
    return new Sharing(fairKey, concurrency, rate, key, weight);
  }

  /// The same taking another number of slots.
  public Sharing withWeight(int slots) {
    return new Sharing(fairKey, concurrency, rate, orderKey, slots);
  }
}
