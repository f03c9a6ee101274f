package io.devq.cli;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// JSON as commands print it: indented, fields in the order of the record.
final class Json {

  private static final ObjectWriter WRITER =
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

  private Json() {}

  /// `value` as JSON text.
  static String text(Object value) {
    return WRITER.writeValueAsString(value);
  }
}
