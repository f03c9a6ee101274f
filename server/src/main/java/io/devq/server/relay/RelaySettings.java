package io.devq.server.relay;

import io.devq.base.Problem;
import io.devq.server.http.HttpSettings;
import java.nio.file.Path;

/// One relay.
///
/// @param region the region it serves
/// @param folder its own folder, which nobody else opens
/// @param http where it listens
/// @param secret shared with the server, at least [#SHORTEST_SECRET] characters
public record RelaySettings(String region, Path folder, HttpSettings http, String secret) {

  /// The shortest secret, in characters.
  public static final int SHORTEST_SECRET = 16;

  /// Refuses a secret that could be guessed.
  ///
  /// @throws Problem `weak_secret`
  public RelaySettings {
    if (secret.length() < SHORTEST_SECRET) {
      throw Problem.invalid(
          "weak_secret", "The relay's secret has at least " + SHORTEST_SECRET + " characters.");
    }
  }

  @Override
  public String toString() {
    return "RelaySettings[region=" + region + ", folder=" + folder + "]";
  }
}
