package io.devq.cli.screen;

import io.devq.protocol.Json;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/// Where a command's result goes: for people as text, or for machines as one JSON value, always on
/// standard output; everything else goes to standard error.
public final class Output {

  @Option(names = "--json", description = "Print one JSON value, for machines.")
  private boolean json;

  /// Whether a machine reads the result.
  public boolean json() {
    return json;
  }

  /// Prints `value` as JSON when a machine reads, else runs `forPeople`.
  public void result(Object value, Runnable forPeople) {
    if (json) {
      out().println(pretty(value));
    } else {
      forPeople.run();
    }
  }

  /// One line of the result.
  public void line(String text) {
    out().println(text);
  }

  /// One line beside the result.
  public void note(String text) {
    System.err.println(text);
  }

  /// Where the result is written to as bytes, such as a log.
  public PrintStream out() {
    return System.out;
  }

  /// How this output may be coloured.
  public Style style() {
    return json ? Style.PLAIN : Style.of(1);
  }

  private static String pretty(Object value) {
    return Json.tolerant().mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }
}
