package io.devq.base;

import java.util.UUID;

/// Names a token: what somebody or something shows to be let in.
public record TokenId(UUID value) implements Id, Comparable<TokenId> {

  /// The prefix of its text form.
  public static final String PREFIX = "token";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static TokenId parse(String text) {
    return new TokenId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(TokenId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
