package io.devq.deploys.service;

import io.devq.base.HostId;
import io.devq.base.Sha256;
import io.devq.deploys.Deploys;
import io.devq.deploys.HostOrders;
import io.devq.deploys.HostOrders.Goal;
import io.devq.deploys.HostOrders.Source;
import io.devq.deploys.HostReport;
import io.devq.deploys.HostReport.Held;
import io.devq.deploys.HostState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A host as the server sees one: it reports, obeys, and is done with each order by the next
/// report. Builds whose digest is in `bad` fail their health check on it.
final class ObedientHost implements Runnable {

  private final Deploys deploys;
  private final String project;
  private final Set<Sha256> bad;
  final HostId id;
  final Set<Sha256> cached = new HashSet<>();
  private long generation;
  private HostState state = HostState.IDLE;
  private long activeGeneration;
  private @Nullable Sha256 active;
  private Map<String, Long> bytes = Map.of();
  private String seen = "";

  ObedientHost(Deploys deploys, String project, HostId id, Set<Sha256> bad) {
    this.deploys = deploys;
    this.project = project;
    this.id = id;
    this.bad = bad;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        HostOrders orders = deploys.sync(project, id, report(), Duration.ofMillis(50));
        seen = orders.version();
        orders.goals().forEach(this::obey);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private HostReport report() {
    boolean failed = state == HostState.FAILED;
    return new HostReport(
        "http://127.0.0.1:1",
        seen,
        List.of(
            new Held(
                "web",
                generation,
                state,
                failed ? "CHECKING" : null,
                failed ? "status 500" : null,
                activeGeneration,
                active,
                state.hasArtifact() ? 1 : 0,
                bytes,
                null)));
  }

  private void obey(Goal goal) {
    if (goal.generation() > generation) {
      generation = goal.generation();
      state = HostState.IDLE;
      bytes = Map.of();
    }
    state = next(goal);
  }

  private HostState next(Goal goal) {
    return switch (state) {
      case IDLE -> {
        if (goal.sha256().equals(active)) {
          activeGeneration = generation;
          yield HostState.HEALTHY;
        }
        yield cached.contains(goal.sha256()) ? HostState.VERIFIED : HostState.DOWNLOADING;
      }
      case DOWNLOADING -> fetch(goal);
      case VERIFIED -> goal.admitted() ? HostState.ADMITTED : HostState.VERIFIED;
      case ADMITTED -> {
        active = null;
        yield HostState.SWITCHING;
      }
      case SWITCHING -> HostState.CHECKING;
      case CHECKING -> check(goal);
      case HEALTHY, FAILED, UNREACHABLE -> state;
    };
  }

  private HostState fetch(Goal goal) {
    Source source = goal.source();
    if (source == null) {
      return HostState.DOWNLOADING;
    }
    String from =
        switch (source) {
          case Source.Store _ -> "store";
          case Source.Peer peer -> peer.host().text();
        };
    bytes = Map.of(from, goal.size());
    cached.add(goal.sha256());
    return HostState.VERIFIED;
  }

  private HostState check(Goal goal) {
    if (bad.contains(goal.sha256())) {
      return HostState.FAILED;
    }
    active = goal.sha256();
    activeGeneration = generation;
    return HostState.HEALTHY;
  }
}
