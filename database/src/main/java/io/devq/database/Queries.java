package io.devq.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// SQL kept as text: a resource file in which each query follows a line `-- name: speaking_name`.
/// Parameters are written `:name`.
public final class Queries {

  private static final String HEADER = "-- name:";

  private final String file;
  private final Map<String, String> byName;

  private Queries(String file, Map<String, String> byName) {
    this.file = file;
    this.byName = byName;
  }

  /// Reads the file `name` beside the class `owner`.
  public static Queries load(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no file " + name + " beside " + owner.getName());
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Queries parse(String file, String text) {
    Map<String, String> queries = new LinkedHashMap<>();
    String name = "";
    StringBuilder body = new StringBuilder();
    for (String line : (text + "\n" + HEADER).split("\n", -1)) {
      if (!line.startsWith(HEADER)) {
        body.append(line).append('\n');
        continue;
      }
      if (!name.isEmpty() && queries.put(name, body.toString().strip()) != null) {
        throw new IllegalArgumentException(file + " names " + name + " twice");
      }
      name = line.substring(HEADER.length()).strip();
      body.setLength(0);
    }
    return new Queries(file, queries);
  }

  /// The query of that name.
  public String get(String name) {
    String query = byName.get(name);
    if (query == null) {
      throw new IllegalArgumentException(file + " has no query named " + name);
    }
    return query;
  }

  /// All queries by name, for tests that read every statement.
  public Map<String, String> all() {
    return Map.copyOf(byName);
  }
}
