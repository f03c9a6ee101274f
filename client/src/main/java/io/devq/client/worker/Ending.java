package io.devq.client.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the work of an attempt ended by itself.
///
/// @param retriable whether a failure may be tried again
/// @param exitCode of the process, or null
/// @param reason a sentence for people, or null
/// @param output the result, a JSON text, or null
/// @param pause until the next attempt at least, or null for what the retry policy says
public record Ending(
    How how,
    boolean retriable,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String output,
    @Nullable Duration pause) {

  /// In which way.
  public enum How {
    /// It did what it should.
    SUCCEEDED("succeeded"),
    /// It did not.
    FAILED("failed"),
    /// It is to be begun again later, which is no failure.
    SNOOZED("snoozed");

    private final String result;

    How(String result) {
      this.result = result;
    }

    /// The result of the outcome.
    String result() {
      return result;
    }
  }

  /// The end of a process: code 0 is success, any other a failure that may be tried again.
  public static Ending ofProcess(int code, @Nullable String reason, @Nullable String output) {
    return new Ending(
        code == 0 ? How.SUCCEEDED : How.FAILED, code != 0, code, reason, output, null);
  }

  /// It did what it should.
  public static Ending success() {
    return success(null);
  }

  /// It did what it should and has a result, a JSON text.
  public static Ending success(@Nullable String output) {
    return new Ending(How.SUCCEEDED, false, null, null, output, null);
  }

  /// It failed and may be tried again.
  public static Ending failure(String reason) {
    return new Ending(How.FAILED, true, null, reason, null, null);
  }

  /// It failed and will fail again however often it is tried.
  public static Ending fatal(String reason) {
    return new Ending(How.FAILED, false, null, reason, null, null);
  }

  /// It is too early: the run waits and is begun again; the attempt does not count as a failure.
  ///
  /// @param pause until then
  public static Ending snooze(Duration pause, String reason) {
    return new Ending(How.SNOOZED, true, null, reason, null, pause);
  }

  /// This failure, which is not tried again before a pause is over.
  public Ending after(Duration least) {
    return new Ending(how, retriable, exitCode, reason, output, least);
  }

  /// Whether it did what it should.
  public boolean succeeded() {
    return how == How.SUCCEEDED;
  }
}
