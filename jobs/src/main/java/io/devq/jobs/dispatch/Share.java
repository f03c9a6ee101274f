package io.devq.jobs.dispatch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What somebody has of a queue: the slots that the runs with one fair key take, and what they have
/// been served since they last had nothing to do with it. Guarded by the lock of [Dispatch].
final class Share {

  private final double weight;
  private final Set<Line.Party> waiting = new HashSet<>();
  private int slots;
  private double served;

  /// @param weight how large the share is beside others
  /// @param served where it begins: at what those have been served who wait already
  Share(double weight, double served) {
    this.weight = weight;
    this.served = served;
  }

  double use() {
    return slots / weight;
  }

  double served() {
    return served;
  }

  void enter(Line.Party party) {
    waiting.add(party);
  }

  void leave(Line.Party party) {
    waiting.remove(party);
  }

  /// A run of it has been picked.
  void serve(int weightOfRun) {
    served += weightOfRun / weight;
  }

  /// Slots are taken, or given back when negative.
  void take(int more) {
    slots += more;
    List.copyOf(waiting).forEach(Line.Party::replace);
  }

  boolean isIdle() {
    return slots == 0 && waiting.isEmpty();
  }
}
