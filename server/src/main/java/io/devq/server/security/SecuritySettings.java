package io.devq.server.security;

import java.time.Duration;

/// How long things that let somebody in last.
///
/// @param linkLife how long a sign-in link can be used
/// @param sessionLife how long a browser stays signed in
/// @param remembered how long a caller is let in without asking the database again; a revocation by
///   another node takes that long to arrive here
/// @param rememberedCallers how many callers are remembered
/// @param useNoted how often the last use of a token is written down
/// @param listed how many tokens a list shows
public record SecuritySettings(
    Duration linkLife,
    Duration sessionLife,
    Duration remembered,
    int rememberedCallers,
    Duration useNoted,
    int listed) {

  /// The settings in force unless told otherwise.
  public static SecuritySettings standard() {
    return new SecuritySettings(
        Duration.ofSeconds(60),
        Duration.ofDays(7),
        Duration.ofSeconds(5),
        10_000,
        Duration.ofMinutes(1),
        1000);
  }
}
