package io.devq.jobs.store;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.Shards;
import io.devq.database.Queries;
import io.devq.database.Sql;
import io.devq.jobs.Dependency;
import io.devq.jobs.DependencyGraph;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import io.devq.jobs.store.KeyStore.Place;
import io.devq.jobs.store.SubmissionStore.Request;
import io.devq.jobs.store.SubmissionStore.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the jobs of one submission wait for, inside its transaction.
final class Edges {

  private static final Queries SQL = Queries.load(Edges.class, "keys.sql");

  private final Sql sql;
  private final Submission submission;
  private final List<Request> requests;
  private final @Nullable UUID[] existing;
  private final List<UUID> prerequisites = new ArrayList<>();

  /// @param existing for each request the job that is there already, or null when it is new
  Edges(Sql sql, Submission submission, List<Request> requests, @Nullable UUID[] existing) {
    this.sql = sql;
    this.submission = submission;
    this.requests = requests;
    this.existing = existing;
  }

  private record Edge(UUID prerequisite, UUID dependant, Dependency.When when) {}

  UUID jobOf(int index) {
    UUID there = existing[index];
    return there == null ? requests.get(index).id() : there;
  }

  /// Jobs that others wait for from now on.
  List<UUID> prerequisites() {
    return prerequisites;
  }

  /// Checks that everything that is waited for is there and can end.
  ///
  /// @throws Problem `invalid_dependency`, `unknown_dependency`, `dependency_cycle`
  void check() {
    DependencyGraph graph = new DependencyGraph();
    Map<UUID, JobSpec> batch = new LinkedHashMap<>();
    Set<UUID> others = new HashSet<>();
    boolean any = false;
    for (int i = 0; i < requests.size(); i++) {
      JobSpec spec = requests.get(i).spec();
      if (existing[i] == null) {
        batch.put(requests.get(i).id(), spec);
        requireOneTime(spec, i);
        if (!spec.dependsOn().isEmpty()) {
          any = true;
          graph.add(new JobId(requests.get(i).id()), spec.dependsOn());
          spec.dependsOn().forEach(dependency -> others.add(dependency.job().value()));
        }
      }
    }
    if (!any) {
      return;
    }
    graph.requireAcyclic();
    requireThatEnd(others, batch);
  }

  private boolean isCompletion(int index) {
    return submission.completion() != null && index == requests.size() - 1;
  }

  private void requireOneTime(JobSpec spec, int index) {
    boolean waits = !spec.dependsOn().isEmpty() || isCompletion(index);
    if (waits && spec.schedule() instanceof Schedule.Recurring) {
      throw invalid("A recurring job cannot wait for others; let one of its runs submit them.");
    }
    Set<JobId> named = new HashSet<>();
    for (Dependency dependency : spec.dependsOn()) {
      if (!named.add(dependency.job())) {
        throw invalid(dependency.job() + " is named twice; name each job once.");
      }
    }
  }

  private static Problem invalid(String message) {
    return Problem.invalid("invalid_dependency", message, "/dependsOn");
  }

  private void requireThatEnd(Set<UUID> wanted, Map<UUID, JobSpec> batch) {
    Set<UUID> outside = new HashSet<>(wanted);
    outside.removeAll(batch.keySet());
    Map<UUID, Place> places =
        outside.isEmpty() ? Map.of() : KeyStore.whereabouts(sql, outside, submission.project());
    for (UUID id : wanted) {
      JobSpec inBatch = batch.get(id);
      Place place = places.get(id);
      if (inBatch == null && (place == null || place == Place.ELSEWHERE)) {
        throw Problem.invalid(
            "unknown_dependency",
            "There is no job " + new JobId(id) + " to wait for.",
            "/dependsOn");
      }
      boolean recurs =
          inBatch == null ? place == Place.JOB : inBatch.schedule() instanceof Schedule.Recurring;
      if (recurs) {
        throw invalid(
            new JobId(id) + " is a recurring job, which does not end; name one-time jobs.");
      }
    }
  }

  /// For how many jobs a new one waits.
  int waits(int index) {
    return edges(index).size();
  }

  private List<Edge> edges(int index) {
    UUID dependant = requests.get(index).id();
    Map<UUID, Edge> edges = new LinkedHashMap<>();
    if (isCompletion(index) && submission.completion() != null) {
      for (int i = 0; i < index; i++) {
        UUID member = jobOf(i);
        if (!member.equals(dependant)) {
          edges.put(member, new Edge(member, dependant, submission.completion()));
        }
      }
    }
    for (Dependency dependency : requests.get(index).spec().dependsOn()) {
      UUID prerequisite = dependency.job().value();
      edges.put(prerequisite, new Edge(prerequisite, dependant, dependency.when()));
    }
    return List.copyOf(edges.values());
  }

  /// Writes the edges of jobs that are new.
  void insert(Set<UUID> placed) {
    List<Edge> all = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      if (existing[i] == null && placed.contains(requests.get(i).id())) {
        all.addAll(edges(i));
      }
    }
    all.stream()
        .collect(
            Collectors.groupingBy(
                edge -> Shards.of(edge.prerequisite()), TreeMap::new, Collectors.toList()))
        .forEach(this::insert);
    all.stream().map(Edge::prerequisite).distinct().forEach(prerequisites::add);
  }

  private void insert(int shard, List<Edge> edges) {
    sql.statement(SQL.get("insert_dependencies"))
        .bind("shard", shard)
        .bind("project", submission.project())
        .bind("prerequisites", edges.stream().map(Edge::prerequisite).toArray(UUID[]::new))
        .bind("dependants", edges.stream().map(Edge::dependant).toArray(UUID[]::new))
        .bind("conditions", edges.stream().map(edge -> edge.when().name()).toArray(String[]::new))
        .update();
  }
}
