package io.devq.client.worker;

import org.jspecify.annotations.Nullable;

/// How the work of an attempt ended by itself.
///
/// @param succeeded whether it did what it should
/// @param retriable whether a failure may be tried again
/// @param exitCode of the process, or null
/// @param reason a sentence for people, or null
/// @param output the result, a JSON text, or null
public record Ending(
    boolean succeeded,
    boolean retriable,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String output) {

  /// It did what it should.
  public static Ending success() {
    return new Ending(true, false, null, null, null);
  }

  /// It did what it should and has a result, a JSON text.
  public static Ending success(@Nullable String output) {
    return new Ending(true, false, null, null, output);
  }

  /// It failed and may be tried again.
  public static Ending failure(String reason) {
    return new Ending(false, true, null, reason, null);
  }

  /// It failed and will fail again however often it is tried.
  public static Ending fatal(String reason) {
    return new Ending(false, false, null, reason, null);
  }
}
