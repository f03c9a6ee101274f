package io.devq.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the codes of problems mean, and what to do: read from `problems.txt`, which a test compares
/// with the codes in the sources.
public final class Explanations {

  private static final String FILE = "problems.txt";
  private static final int PARTS = 3;

  private final Map<String, Explanation> byCode = new LinkedHashMap<>();

  /// What a code means.
  ///
  /// @param topic the part of DevQ that it belongs to
  /// @param remedy what to do
  public record Explanation(String topic, String code, String meaning, String remedy) {

    /// The remedy in parts: words, then what is to be typed, then words, and so on.
    public List<String> remedyParts() {
      return List.of(remedy.split("`", -1));
    }
  }

  /// Reads all of them from the class path.
  public Explanations() {
    String topic = "";
    for (String line : text().lines().toList()) {
      if (line.startsWith("#")) {
        topic = line.substring(1).strip();
      } else if (!line.isBlank()) {
        add(topic, line);
      }
    }
  }

  private static String text() {
    try (InputStream in = Explanations.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void add(String topic, String line) {
    String[] parts = line.split(" \\| ", -1);
    if (parts.length != PARTS) {
      throw new IllegalStateException(FILE + " has a line without three parts: " + line);
    }
    Explanation explanation = new Explanation(topic, parts[0], parts[1], parts[2]);
    if (byCode.put(explanation.code(), explanation) != null) {
      throw new IllegalStateException(FILE + " explains " + explanation.code() + " twice");
    }
  }

  /// What a code means, if it is known.
  public Optional<Explanation> of(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /// All of them, by topic, in the order of the file.
  public Map<String, List<Explanation>> byTopic() {
    Map<String, List<Explanation>> topics = new LinkedHashMap<>();
    byCode
        .values()
        .forEach(one -> topics.computeIfAbsent(one.topic(), _ -> new ArrayList<>()).add(one));
    return topics;
  }
}
