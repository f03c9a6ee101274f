package io.devq.jobs;

import io.devq.base.Problem;

/// Makes a request that is repeated one request: for a day, the same key is answered as it was the
/// first time.
///
/// @param key chosen by whoever asks, once for each thing wanted
/// @param hash of the whole request, by which another request with the same key is told apart
public record Once(String key, String hash) {

  /// Checks the key.
  ///
  /// @throws Problem `invalid_idempotency_key`
  public Once {
    boolean printable = key.chars().noneMatch(Character::isISOControl);
    if (key.isBlank() || key.length() > JobLimits.REQUEST_KEY_CHARS || !printable) {
      throw Problem.invalid(
          "invalid_idempotency_key",
          "An Idempotency-Key has 1 to "
              + JobLimits.REQUEST_KEY_CHARS
              + " characters, none of them a control character.");
    }
  }
}
