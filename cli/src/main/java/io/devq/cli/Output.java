package io.devq.cli;

import java.io.PrintStream;
import picocli.CommandLine.Option;

/// Where a command's result goes: for people as text, or for machines as one JSON value, always on
/// standard output; everything else goes to standard error.
final class Output {

  @Option(names = "--json", description = "Print one JSON value, for machines.")
  private boolean json;

  /// Whether a machine reads the result.
  boolean json() {
    return json;
  }

  /// Prints `value` as JSON when a machine reads, else runs `forPeople`.
  void result(Object value, Runnable forPeople) {
    if (json) {
      out().println(Json.text(value));
    } else {
      forPeople.run();
    }
  }

  /// One line of the result.
  void line(String text) {
    out().println(text);
  }

  /// One line beside the result.
  void note(String text) {
    System.err.println(text);
  }

  private static PrintStream out() {
    return System.out;
  }
}
