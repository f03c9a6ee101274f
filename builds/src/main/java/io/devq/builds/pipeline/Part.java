package io.devq.builds.pipeline;

import io.devq.base.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A node of the file. Its readers note what is wrong and answer with what is right of it, so that
/// one reading finds all flaws.
///
/// @param what it is called in sentences, such as `"needs"`
record Part(Node node, String what, Flaws flaws) {

  // as of the core schema, whose merge keys are not wanted
  private static final Set<String> NULLS = Set.of("~", "null", "Null", "NULL");

  /// An entry of a mapping: the key as it stands, and the value.
  record Entry(Part key, String name, Part value) {}

  /// Notes that something is wrong with it.
  void wrong(String message) {
    flaws.at(node, message);
  }

  /// Whether it says nothing: absent after the colon, `~` or `null`.
  boolean isNull() {
    return node instanceof ScalarNode scalar
        && (node.getTag().equals(Tag.NULL)
            || (scalar.isPlain() && NULLS.contains(scalar.getValue())));
  }

  /// Whether it is a mapping.
  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /// The same, called something else.
  Part as(String name) {
    return new Part(node, name, flaws);
  }

  /// Whether it is a single value.
  boolean isText() {
    return node instanceof ScalarNode && !isNull();
  }

  /// A single value as written, or null when it is none.
  @Nullable String text() {
    if (!(node instanceof ScalarNode scalar) || isNull()) {
      wrong(what + " must be a text, " + kind() + " stands here");
      return null;
    }
    if (scalar.getValue().indexOf('\0') >= 0) {
      wrong(what + " contains a NUL character");
      return null;
    }
    return scalar.getValue();
  }

  /// The values of a list.
  List<Part> items() {
    if (!(node instanceof SequenceNode sequence)) {
      wrong(what + " must be a list such as [a, b], " + kind() + " stands here");
      return List.of();
    }
    return sequence.getValue().stream()
        .map(item -> new Part(item, "an entry of " + what, flaws))
        .toList();
  }

  /// The entries of a mapping in the order of the file; of a key that stands there twice the first.
  List<Entry> entries() {
    if (!(node instanceof MappingNode mapping)) {
      wrong(what + " must be a mapping of keys to values, " + kind() + " stands here");
      return List.of();
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Part key = new Part(tuple.getKeyNode(), "a key of " + what, flaws);
      String name = key.text();
      if (name == null) {
        continue;
      }
      Part value = new Part(tuple.getValueNode(), '"' + name + '"', flaws);
      if (entries.putIfAbsent(name, new Entry(key, name, value)) != null) {
        key.wrong("the key " + Flaws.quoted(name) + " stands here a second time");
      }
    }
    return new ArrayList<>(entries.values());
  }

  /// The values of a mapping by their keys. Keys that are `planned` are refused as not supported
  /// yet, all others that are not `known` as unknown.
  Map<String, Part> fields(List<String> known, List<String> planned) {
    Map<String, Part> fields = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      if (known.contains(entry.name)) {
        fields.put(entry.name, entry.value);
      } else if (planned.contains(entry.name)) {
        entry.key.wrong("the key " + Flaws.quoted(entry.name) + " is not supported yet; remove it");
      } else {
        entry.key.wrong(
            "unknown key " + Flaws.quoted(entry.name) + "; " + Nearest.hint(entry.name, known));
      }
    }
    return fields;
  }

  private String kind() {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar -> isNull() ? "nothing" : Flaws.quoted(scalar.getValue());
      default -> "something else";
    };
  }
}
