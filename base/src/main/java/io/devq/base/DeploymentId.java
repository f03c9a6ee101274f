package io.devq.base;

import java.util.UUID;

/// Names a deployment: one build on its way to every host of a service.
public record DeploymentId(UUID value) implements Id, Comparable<DeploymentId> {

  /// The prefix of its text form.
  public static final String PREFIX = "deploy";

  /// Reads the text form.
  ///
  /// @throws Problem `invalid_id` when the text is not one
  public static DeploymentId parse(String text) {
    return new DeploymentId(IdText.parse(PREFIX, text));
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public int compareTo(DeploymentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
