package io.devq.deploys.replicate;

import io.devq.deploys.Deployability;
import io.devq.deploys.Deployability.Missing;
import io.devq.deploys.Replica;
import io.devq.deploys.ReplicaState;
import io.devq.deploys.SucceededBuild.Artifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Opens only when every region that matters holds a verified copy of every artifact that matters.
public final class Gate {

  private Gate() {}

  /// Judges.
  ///
  /// @param artifacts what must be there
  /// @param required where
  /// @param known the regions there are
  /// @param replicas what is known of copies
  public static Deployability judge(
      List<Artifact> artifacts, List<String> required, Set<String> known, List<Replica> replicas) {
    List<Missing> missing = new ArrayList<>();
    for (String region : required) {
      for (Artifact artifact : artifacts) {
        if (!known.contains(region)) {
          missing.add(
              new Missing(region, artifact.name(), "NONE", "There is no such region; add it."));
          continue;
        }
        replicas.stream()
            .filter(r -> r.region().equals(region) && r.sha256().equals(artifact.sha256()))
            .findFirst()
            .ifPresentOrElse(
                replica -> judge(artifact, replica, missing),
                () ->
                    missing.add(
                        new Missing(
                            region, artifact.name(), "NONE", "Its copy has not been begun.")));
      }
    }
    return Deployability.missing(missing);
  }

  private static void judge(Artifact artifact, Replica replica, List<Missing> missing) {
    if (replica.state() != ReplicaState.PRESENT) {
      missing.add(
          new Missing(replica.region(), artifact.name(), replica.state().name(), words(replica)));
    }
  }

  private static String words(Replica replica) {
    return switch (replica.state()) {
      case PENDING -> "Its copy waits for its turn.";
      case COPYING -> replica.bytes() + " of " + replica.size() + " bytes are there.";
      case VERIFYING -> "The region is checking it.";
      case PRESENT -> "It is there.";
      case FAILED -> "It failed and is tried again: " + replica.reason();
    };
  }
}
