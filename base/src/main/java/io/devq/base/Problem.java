package io.devq.base;

import org.jspecify.annotations.Nullable;

/// Something a caller did or met that DevQ can explain: a stable code, what happened, and what to
/// do about it. Every door of every module throws these; the API turns them into RFC 9457 problem
/// details in one table.
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// What kind of thing went wrong; decides HTTP status and exit code.
  public enum Kind {
    /// The request makes no sense as written.
    INVALID,
    /// Nobody is signed in, or the token is not known.
    UNAUTHENTICATED,
    /// The caller may not do this.
    FORBIDDEN,
    /// There is no such thing here.
    NOT_FOUND,
    /// It does not fit the present state.
    CONFLICT,
    /// The given version or precondition no longer holds.
    PRECONDITION,
    /// The attempt, lease or generation has been replaced by a newer one.
    FENCED,
    /// Too large.
    TOO_LARGE,
    /// Same idempotency key, another body.
    UNPROCESSABLE,
    /// Too much at once; try again later.
    OVERLOADED,
    /// A part that is needed cannot be reached or cannot work now.
    UNAVAILABLE,
    /// The storage is full.
    STORAGE_FULL,
    /// DevQ itself is wrong.
    INTERNAL
  }

  private final Kind kind;
  private final String code;
  private final @Nullable String pointer;

  /// A problem.
  ///
  /// @param code stable, lower case with underscores, such as `invalid_cron`
  /// @param message what happened and what the user can do, as sentences
  /// @param pointer RFC 6901 pointer of the field at fault, or null
  public Problem(
      Kind kind, String code, String message, @Nullable String pointer, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.pointer = pointer;
  }

  /// A problem of any kind, without a field.
  public static Problem of(Kind kind, String code, String message) {
    return new Problem(kind, code, message, null, null);
  }

  /// A request that makes no sense as written.
  public static Problem invalid(String code, String message) {
    return of(Kind.INVALID, code, message);
  }

  /// A field that makes no sense as written.
  public static Problem invalid(String code, String message, String pointer) {
    return new Problem(Kind.INVALID, code, message, pointer, null);
  }

  /// There is no such thing.
  public static Problem notFound(String code, String message) {
    return of(Kind.NOT_FOUND, code, message);
  }

  /// It does not fit the present state.
  public static Problem conflict(String code, String message) {
    return of(Kind.CONFLICT, code, message);
  }

  /// The attempt, lease or generation has been replaced.
  public static Problem fenced(String code, String message) {
    return of(Kind.FENCED, code, message);
  }

  /// This problem, at a field.
  public Problem at(String pointer) {
    return new Problem(kind, code, message(), pointer, this);
  }

  /// What kind of thing went wrong.
  public Kind kind() {
    return kind;
  }

  /// The stable code.
  public String code() {
    return code;
  }

  /// The sentence for the user.
  public String message() {
    return String.valueOf(getMessage());
  }

  /// RFC 6901 pointer of the field at fault, or null.
  public @Nullable String pointer() {
    return pointer;
  }
}
