package io.devq.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Hands over what is written to it line by line.
final class LineStream extends PrintStream {

  /// Lines go to `line`.
  LineStream(Consumer<String> line) {
    super(new Splitter(line), true, StandardCharsets.UTF_8);
  }

  private static final class Splitter extends OutputStream {

    private static final int LONGEST_LINE = 8192;

    private final Consumer<String> line;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private Splitter(Consumer<String> line) {
      this.line = line;
    }

    @Override
    public void write(int value) {
      if (value == '\n' || begun.size() == LONGEST_LINE) {
        finish();
      }
      if (value != '\n' && value != '\r') {
        begun.write(value);
      }
    }

    @Override
    public void close() {
      if (begun.size() > 0) {
        finish();
      }
    }

    private void finish() {
      line.accept(begun.toString(StandardCharsets.UTF_8));
      begun.reset();
    }
  }
}
