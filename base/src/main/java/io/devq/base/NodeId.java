package io.devq.base;

import java.util.UUID;

/// Names a node: one life of one server process, or of one application that embeds the engine.
public record NodeId(UUID value) implements Id, Comparable<NodeId> {

  /// The prefix of its text form.
  public static final String PREFIX = "node";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static NodeId parse(String text) {
    return new NodeId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
