package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Who waits for whom inside one batch. Takes time and memory in proportion to jobs and edges, at
/// any depth.
public final class DependencyGraph {

  private static final int NAMED = 10;

  private final Map<JobId, List<JobId>> waitsFor = new HashMap<>();

  private record Visit(JobId job, Iterator<JobId> next) {}

  /// Adds a job and what it waits for; jobs that are not of the batch may be among these.
  public void add(JobId job, List<Dependency> dependencies) {
    waitsFor.put(job, dependencies.stream().map(Dependency::job).toList());
  }

  /// Checks that no job waits for itself, by whatever way round.
  ///
  /// @throws Problem `dependency_cycle` that names the jobs of one cycle in order
  public void requireAcyclic() {
    Set<JobId> done = new HashSet<>();
    for (JobId start : waitsFor.keySet()) {
      visit(start, done);
    }
  }

  private void visit(JobId start, Set<JobId> done) {
    Deque<Visit> path = new ArrayDeque<>();
    Set<JobId> onPath = new HashSet<>();
    if (done.add(start)) {
      enter(start, path, onPath);
    }
    while (!path.isEmpty()) {
      Visit visit = path.element();
      if (!visit.next().hasNext()) {
        path.remove();
        onPath.remove(visit.job());
        continue;
      }
      JobId next = visit.next().next();
      if (onPath.contains(next)) {
        throw cycle(next, path);
      }
      if (waitsFor.containsKey(next) && done.add(next)) {
        enter(next, path, onPath);
      }
    }
  }

  private void enter(JobId job, Deque<Visit> path, Set<JobId> onPath) {
    onPath.add(job);
    path.push(new Visit(job, waitsFor.getOrDefault(job, List.of()).iterator()));
  }

  private static Problem cycle(JobId closing, Deque<Visit> path) {
    List<JobId> cycle = new ArrayList<>();
    for (Visit visit : path) {
      cycle.addFirst(visit.job());
      if (visit.job().equals(closing)) {
        break;
      }
    }
    String named = cycle.stream().limit(NAMED).map(JobId::text).collect(Collectors.joining(" -> "));
    return Problem.of(
        Problem.Kind.UNPROCESSABLE,
        "dependency_cycle",
        "Jobs wait for each other in a circle of "
            + cycle.size()
            + ", so that none could ever start: "
            + named
            + (cycle.size() > NAMED ? " -> …" : "")
            + " -> "
            + closing
            + ". Take one of these dependencies out.");
  }
}
