package io.devq.server.web;

import java.util.Locale;

/// A state, told by a word and a sign; the colour only repeats them.
///
/// @param text the state as the API names it
public record Badge(String text, Tone tone) {

  /// What a state means for whoever looks.
  public enum Tone {
    /// It went well.
    GOOD("✓"),
    /// It went wrong.
    BAD("✕"),
    /// It is under way.
    BUSY("▶"),
    /// It waits.
    WAITING("…"),
    /// It was stopped, or needs a look.
    WARNING("!"),
    /// Nothing to say.
    QUIET("·");

    private final String sign;

    Tone(String sign) {
      this.sign = sign;
    }

    /// The sign.
    public String sign() {
      return sign;
    }

    /// Its class in the stylesheet.
    public String style() {
      return "badge-" + name().toLowerCase(Locale.ROOT);
    }
  }

  /// The badge of a state of a run, build, replica, deployment, host or worker; an unknown one is
  /// shown as it is.
  public static Badge of(String state) {
    Tone tone =
        switch (state.toUpperCase(Locale.ROOT)) {
          case "SUCCEEDED", "PRESENT", "HEALTHY", "ONLINE" -> Tone.GOOD;
          case "FAILED", "FAILING", "ROLLING_BACK", "UNREACHABLE", "OFFLINE", "MISSED" -> Tone.BAD;
          case "RUNNING",
              "CLAIMED",
              "COPYING",
              "VERIFYING",
              "DISTRIBUTING",
              "ROLLING",
              "BAKING",
              "DOWNLOADING",
              "SWITCHING",
              "CHECKING",
              "ACTIVE",
              "BUSY" ->
              Tone.BUSY;
          case "SCHEDULED",
              "QUEUED",
              "BLOCKED",
              "SUBMITTED",
              "WAITING",
              "PENDING",
              "VERIFIED",
              "ADMITTED" ->
              Tone.WAITING;
          case "RETRYING", "ROLLED_BACK", "KILLED", "EXPIRED", "ABORTED", "PAUSED", "DRAINING" ->
              Tone.WARNING;
          default -> Tone.QUIET;
        };
    return new Badge(state, tone);
  }
}
