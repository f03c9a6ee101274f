package io.devq.jobs.dispatch;

import io.devq.jobs.store.LiveRun;
import java.util.Set;

/// What a worker must be able to do to run something.
///
/// @param project whose work it is
public record Requirement(int project, String type, Set<String> labels) {

  /// What a run asks for.
  public static Requirement of(LiveRun run) {
    return new Requirement(run.project(), run.spec().type(), Set.copyOf(run.spec().labels()));
  }
}
