package io.devq.jobs;

import io.devq.base.Problem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whom to tell of what becomes of a job.
///
/// @param on what is told
/// @param webhook an address that is sent a signed message, or null
/// @param email a mailbox, or null; exactly one of both is given
public record Notify(Set<On> on, @Nullable String webhook, @Nullable String email) {

  /// What one can be told of.
  public enum On {
    /// A run succeeded.
    SUCCEEDED,
    /// A run failed for good.
    FAILED,
    /// A run was ended by force.
    KILLED,
    /// Somebody cancelled a run.
    CANCELLED,
    /// A run waited longer than it may.
    EXPIRED,
    /// A run has not ended within `finishWithin`.
    LATE,
    /// A recurring job has not succeeded within `mustSucceedWithin`.
    MISSED,
    /// A job that had failed or was missed has succeeded again.
    RECOVERED
  }

  /// Checks that there is something to tell and somebody to be told.
  ///
  /// @throws Problem `invalid_notify`
  public Notify {
    on = Set.copyOf(on);
    if (on.isEmpty() || (webhook == null) == (email == null)) {
      throw Problem.invalid(
          "invalid_notify",
          "A notification names at least one event in \"on\" and either a webhook or an email.",
          "/notify");
    }
    Names.checkAddress("/notify/webhook", webhook);
    Names.checkAddress("/notify/email", email);
  }
}
