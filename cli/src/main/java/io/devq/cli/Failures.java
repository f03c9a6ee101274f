package io.devq.cli;

import io.devq.base.Problem;
import io.devq.cli.screen.ExitCode;
import java.io.PrintWriter;

/// What the user reads, and the exit code, when a command fails.
final class Failures {

  private Failures() {}

  /// Says what went wrong in one sentence.
  ///
  /// @return the exit code
  static int report(Exception failure, PrintWriter err) {
    if (failure instanceof Problem problem) {
      err.println("devq: " + problem.message());
      err.flush();
      return code(problem.kind());
    }
    err.println("devq: " + failure);
    failure.printStackTrace(err);
    err.flush();
    return ExitCode.BROKEN;
  }

  private static int code(Problem.Kind kind) {
    return switch (kind) {
      case INVALID, TOO_LARGE, UNPROCESSABLE -> ExitCode.WRONG_USE;
      case UNAUTHENTICATED, FORBIDDEN -> ExitCode.NOT_ALLOWED;
      case UNAVAILABLE -> ExitCode.UNREACHABLE;
      case NOT_FOUND, CONFLICT, PRECONDITION, FENCED, OVERLOADED, STORAGE_FULL -> ExitCode.FAILED;
      case INTERNAL -> ExitCode.BROKEN;
    };
  }
}
