package io.devq.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the tour found out, each part from the running system; a part is null when the tour broke
/// off before it.
///
/// @param ok whether all of it came true
/// @param problem what broke it off, or null
/// @param seconds how long it took, without the build of DevQ itself
record DemoReport(
    boolean ok,
    @Nullable Build build,
    @Nullable Replication replication,
    @Nullable Gate gate,
    @Nullable Deployment deployment,
    @Nullable Rollback rollback,
    @Nullable Cron cron,
    @Nullable Rescue rescue,
    double seconds,
    @Nullable String problem) {

  /// The build of the first commit.
  record Build(String id, String state, List<Artifact> artifacts) {

    boolean ok() {
      return state.equals("SUCCEEDED") && !artifacts.isEmpty();
    }
  }

  /// What a build made.
  record Artifact(String name, String sha256, long size) {}

  /// How many regions there are, and how many hold a verified copy.
  record Replication(int regions, int verified) {

    boolean ok() {
      return regions > 0 && regions == verified;
    }
  }

  /// Whether a deployment that came too early was refused, and what was missing.
  record Gate(boolean refusedEarly, List<String> missing) {

    boolean ok() {
      return refusedEarly && !missing.isEmpty();
    }
  }

  /// The deployment of the first build.
  record Deployment(
      String id,
      String state,
      int hosts,
      int healthy,
      long bytesTotal,
      long bytesFromStore,
      long bytesFromPeers) {

    boolean ok() {
      return state.equals("SUCCEEDED") && hosts > 0 && healthy == hosts;
    }
  }

  /// How the deployment of the unhealthy commit ended, and what its hosts run now.
  ///
  /// @param bytesFetched what going back fetched; shown to people only
  record Rollback(String state, @Nullable String activeBuild, @JsonIgnore long bytesFetched) {

    boolean ok() {
      return state.equals("ROLLED_BACK") && bytesFetched == 0;
    }
  }

  /// How often the clock said that the job is due, and how often it ran.
  record Cron(long expected, long fired, long missed) {

    boolean ok() {
      return expected > 0 && fired == expected && missed == 0;
    }
  }

  /// The run whose worker was killed.
  record Rescue(long restartedAfterMs, int attempts, String state) {

    boolean ok() {
      return state.equals("SUCCEEDED") && attempts == 2;
    }
  }
}
