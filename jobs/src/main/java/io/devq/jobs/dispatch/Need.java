package io.devq.jobs.dispatch;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands in memory of one kind of work in a queue: counted while walking over it.
public final class Need {

  /// A kind of work in a queue.
  public record Kind(int queue, int project, String type, Set<String> labels) {

    static Kind of(int queue, Requirement wanted) {
      return new Kind(queue, wanted.project(), wanted.type(), wanted.labels());
    }

    /// What one run of it asks of a worker.
    public Requirement requirement() {
      return new Requirement(project, type, labels, 1);
    }
  }

  private int waiting;
  private int running;
  private @Nullable Instant oldest;

  /// Due runs in memory.
  public int waiting() {
    return waiting;
  }

  /// Slots taken.
  public int running() {
    return running;
  }

  /// When the one that has waited longest was due, or null.
  public @Nullable Instant oldest() {
    return oldest;
  }

  private void waits(int more, @Nullable Instant since) {
    waiting += more;
    if (since != null && (oldest == null || since.isBefore(oldest))) {
      oldest = since;
    }
  }

  /// Counts by kind.
  static final class Tally {

    final Map<Kind, Need> needs = new HashMap<>();

    private Need need(int queue, Requirement wanted) {
      return needs.computeIfAbsent(Kind.of(queue, wanted), _ -> new Need());
    }

    void waits(int queue, Requirement wanted, int count, @Nullable Instant since) {
      need(queue, wanted).waits(count, since);
    }

    void runs(int queue, Requirement wanted) {
      need(queue, wanted).running += wanted.weight();
    }
  }
}
