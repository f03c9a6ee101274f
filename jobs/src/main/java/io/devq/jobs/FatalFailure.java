package io.devq.jobs;

/// Thrown by a handler whose work cannot succeed by trying again.
public final class FatalFailure extends Exception {

  private static final long serialVersionUID = 1;

  /// A failure with a sentence for people.
  public FatalFailure(String message) {
    super(message);
  }
}
