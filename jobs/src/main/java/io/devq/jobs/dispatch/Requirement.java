package io.devq.jobs.dispatch;

import io.devq.jobs.store.LiveRun;
import java.util.Set;

/// What a run asks of a worker.
///
/// @param labels what the worker must offer
/// @param weight how many free slots it must have
public record Requirement(int project, String type, Set<String> labels, int weight) {

  /// What a run asks for.
  public static Requirement of(LiveRun run) {
    return new Requirement(
        run.project(),
        run.spec().type(),
        Set.copyOf(run.spec().labels()),
        run.spec().sharing().weight());
  }
}
