package io.devq.deploys;

import io.devq.base.Problem;
import java.util.Map;
import java.util.Set;

/// The law of one state machine: which state may follow which.
///
/// @param thing what has these states, for messages
/// @param next for each state the states that may follow it; final states have none
public record Transitions<S extends Enum<S>>(String thing, Map<S, Set<S>> next) {

  /// Copies the law.
  public Transitions {
    next = Map.copyOf(next);
  }

  /// Whether `to` may follow `from`.
  public boolean allows(S from, S to) {
    return next.getOrDefault(from, Set.of()).contains(to);
  }

  /// Insists on it.
  ///
  /// @throws Problem `illegal_transition`, naming both states
  public void check(S from, S to) {
    if (!allows(from, to)) {
      throw Problem.conflict(
          "illegal_transition", "A " + thing + " cannot go from " + from + " to " + to + ".");
    }
  }
}
