package io.devq.cli.screen;

import io.devq.base.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads fields of an answer for people: what is not there is a dash.
public final class Fields {

  /// What stands for nothing.
  public static final String NOTHING = "-";

  private static final int SHORT_DIGEST = 12;

  private Fields() {}

  /// A field's text, following names separated by dots.
  public static String text(JsonNode node, String path) {
    JsonNode at = node;
    for (String name : path.split("\\.")) {
      at = at.path(name);
    }
    if (at.isMissingNode() || at.isNull()) {
      return NOTHING;
    }
    String text = at.isValueNode() ? at.asString() : at.toString();
    return text.isEmpty() ? NOTHING : text;
  }

  /// A field's number, or 0.
  public static long number(JsonNode node, String name) {
    return node.path(name).asLong(0);
  }

  /// A list's elements as words.
  public static String words(JsonNode node, String name) {
    List<String> words = new ArrayList<>();
    node.path(name).forEach(word -> words.add(word.asString()));
    return words.isEmpty() ? NOTHING : String.join(" ", words);
  }

  /// The elements of a list, which is the answer itself or its `items`.
  public static List<JsonNode> items(JsonNode answer) {
    List<JsonNode> items = new ArrayList<>();
    (answer.isArray() ? answer : answer.path("items")).forEach(items::add);
    return items;
  }

  /// How long ago, or until when, a time is.
  public static String age(JsonNode node, String name) {
    String text = text(node, name);
    try {
      return age(Duration.between(Instant.parse(text), TimeSource.system().now()));
    } catch (DateTimeParseException _) {
      return text;
    }
  }

  /// A length of time since now, in one unit.
  static String age(Duration since) {
    String length = rounded(since.abs());
    return since.isNegative() ? "in " + length : length + " ago";
  }

  /// A length of time in one unit.
  public static String rounded(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86400 + " d";
  }

  /// A number of bytes in a unit of three digits.
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < 3) {
      value /= 1024;
      unit++;
    }
    return String.format("%." + (value < 10 ? 1 : 0) + "f %siB", value, "KMGT".charAt(unit));
  }

  /// The beginning of a digest or commit.
  public static String brief(String digest) {
    return digest.length() > SHORT_DIGEST ? digest.substring(0, SHORT_DIGEST) : digest;
  }
}
