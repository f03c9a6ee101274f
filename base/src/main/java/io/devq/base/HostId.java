package io.devq.base;

import java.util.UUID;

/// Names a host: an agent that receives deployments.
public record HostId(UUID value) implements Id, Comparable<HostId> {

  /// The prefix of its text form.
  public static final String PREFIX = "host";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static HostId parse(String text) {
    return new HostId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(HostId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
