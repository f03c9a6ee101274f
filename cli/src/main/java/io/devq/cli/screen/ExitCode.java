package io.devq.cli.screen;

/// How a command ends, as a number. `run` and `--follow` pass on the followed command's own code
/// instead, or one of the codes from 120 on when DevQ ended it.
public final class ExitCode {

  /// It did what was asked.
  public static final int SUCCESS = 0;

  /// The work failed.
  public static final int FAILED = 1;

  /// The command line, or what it asks for, makes no sense.
  public static final int WRONG_USE = 2;

  /// No server answers.
  public static final int UNREACHABLE = 3;

  /// The token is missing, unknown, or may not do this.
  public static final int NOT_ALLOWED = 4;

  /// The followed run was ended by force.
  public static final int KILLED = 120;

  /// The followed run was cancelled.
  public static final int CANCELLED = 121;

  /// The followed run waited longer than it may.
  public static final int EXPIRED = 122;

  /// DevQ itself failed.
  public static final int BROKEN = 125;

  private ExitCode() {}
}
