package io.devq.client.worker;

/// Why an attempt has to end before its work is done.
///
/// @param reason a sentence for people
public record Stop(Cause cause, String reason) {

  /// Who wants it.
  public enum Cause {
    /// Somebody asked for it.
    CANCELLED("cancelled"),
    /// A limit is reached.
    KILLED("killed"),
    /// The worker itself has to stop; the run is to be given again.
    INTERRUPTED("interrupted"),
    /// Another attempt has taken over; nobody waits for this one's outcome.
    REPLACED("");

    private final String result;

    Cause(String result) {
      this.result = result;
    }

    /// The result of the outcome, empty when none is to be sent.
    public String result() {
      return result;
    }
  }
}
