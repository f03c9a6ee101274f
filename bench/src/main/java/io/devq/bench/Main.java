package io.devq.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/// The program of `devq bench`.
public final class Main {

  private static final int WRONG_USE = 2;
  private static final int FAILED = 1;

  private Main() {}

  /// Runs one benchmark and ends the process: 0 when it was measured and every job was accounted
  /// for, 1 when not, 2 for wrong use.
  public static void main(String[] args) {
    Logger.getLogger("").setLevel(Level.WARNING);
    CommandLine line = new CommandLine(new Bench(System.out, System.err));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, _) -> {
      System.err.println("devq bench: " + wrong.getMessage() + " (devq bench --help)");
      return WRONG_USE;
    });
    line.setExecutionExceptionHandler((failure, _, _) -> {
      System.err.println("devq bench: " + failure.getMessage());
      return FAILED;
    });
    int code = line.execute(args);
    System.out.flush();
    System.exit(code);
  }
}
