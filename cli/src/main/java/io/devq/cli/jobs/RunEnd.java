package io.devq.cli.jobs;

import io.devq.cli.screen.ExitCode;
import io.devq.protocol.Views;

/// The exit code and the sentence that a final run means for whoever followed it.
public final class RunEnd {

  private RunEnd() {}

  /// The command's own code, or one of DevQ's when DevQ ended it.
  public static int code(Views.Run run) {
    return switch (run.state()) {
      case "SUCCEEDED" -> run.exitCode() == null ? ExitCode.SUCCESS : run.exitCode();
      case "KILLED" -> ExitCode.KILLED;
      case "CANCELLED" -> ExitCode.CANCELLED;
      case "EXPIRED" -> ExitCode.EXPIRED;
      case "FAILED" -> failed(run);
      default -> ExitCode.BROKEN;
    };
  }

  private static int failed(Views.Run run) {
    if (run.exitCode() != null && run.exitCode() != 0) {
      return run.exitCode();
    }
    String how = run.outcomeClass();
    return "lost".equals(how) || "system".equals(how) ? ExitCode.BROKEN : ExitCode.FAILED;
  }

  /// How it ended, in a few words.
  public static String words(Views.Run run) {
    String reason = run.reason() == null ? "" : ": " + run.reason();
    String attempts = run.attempt() > 1 ? " after " + run.attempt() + " attempts" : "";
    return run.id() + " " + run.state() + attempts + reason;
  }
}
