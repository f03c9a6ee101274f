package io.devq.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events from a stream.
///
/// Source: WHATWG HTML Living Standard, section 9.2.6, "Interpreting an event stream".
public final class EventStream implements AutoCloseable {

  /// The data of one event is at most this many characters; a longer one ends the stream with an
  /// error.
  public static final int LONGEST_EVENT = 4 * 1024 * 1024;

  private final BufferedReader lines;
  private String lastId = "";

  /// Events of a stream, which is closed with this.
  public EventStream(InputStream stream) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /// One event.
  ///
  /// @param name the event's type, `message` when it has none
  /// @param id the last id seen, or empty
  public record Event(String name, String id, String data) {}

  /// The next event, or null when the stream has ended.
  public @Nullable Event next() throws IOException {
    String name = "";
    StringBuilder data = new StringBuilder();
    boolean some = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (some) {
          return new Event(name.isEmpty() ? "message" : name, lastId, data.toString());
        }
        name = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> name = value;
        case "id" -> lastId = value;
        case "data" -> {
          data.append(some ? "\n" : "").append(value);
          some = true;
        }
        default -> {}
      }
      if (data.length() > LONGEST_EVENT) {
        throw new IOException("an event is longer than " + LONGEST_EVENT + " characters");
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
