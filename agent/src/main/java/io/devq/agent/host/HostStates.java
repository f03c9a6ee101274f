package io.devq.agent.host;

import io.devq.base.Problem;
import io.devq.protocol.HostProtocol.State;
import java.util.Map;
import java.util.Set;

/// The law of a host's states for one generation: which may follow which.
final class HostStates {

  private static final Map<State, Set<State>> NEXT =
      Map.of(
          State.IDLE,
          Set.of(State.DOWNLOADING, State.VERIFIED, State.CHECKING, State.HEALTHY, State.FAILED),
          State.DOWNLOADING,
          Set.of(State.VERIFIED, State.FAILED),
          State.VERIFIED,
          Set.of(State.ADMITTED, State.FAILED),
          State.ADMITTED,
          Set.of(State.SWITCHING, State.FAILED),
          State.SWITCHING,
          Set.of(State.CHECKING, State.FAILED),
          State.CHECKING,
          Set.of(State.HEALTHY, State.FAILED),
          State.HEALTHY,
          Set.of(State.CHECKING, State.FAILED),
          State.FAILED,
          Set.of());

  private HostStates() {}

  /// Insists that `to` may follow `from`.
  ///
  /// @throws Problem `illegal_transition`, naming both states
  static void check(State from, State to) {
    if (!NEXT.getOrDefault(from, Set.of()).contains(to)) {
      throw Problem.conflict(
          "illegal_transition", "A host cannot go from " + from + " to " + to + ".");
    }
  }
}
