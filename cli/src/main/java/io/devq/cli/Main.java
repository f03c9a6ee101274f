package io.devq.cli;

/// The `devq` program.
public final class Main {

  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    int code = Program.execute(args);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }
}
