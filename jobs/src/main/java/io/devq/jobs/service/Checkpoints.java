package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.store.AttemptStore;
import io.devq.jobs.store.RunStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What attempts leave to those after them: the newest checkpoint of each run, until the run is
/// over.
final class Checkpoints {

  /// Runs whose checkpoint is removed as soon as they are over; those of any more are found by
  /// [Housekeeping].
  private static final int REMEMBERED = 100_000;

  private static final Logger LOG = System.getLogger(Checkpoints.class.getName());
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AttemptStore attempts;
  private final Set<UUID> known = ConcurrentHashMap.newKeySet();

  Checkpoints(AttemptStore attempts) {
    this.attempts = attempts;
  }

  /// Keeps a checkpoint; durable when this returns.
  void save(RunId run, int attempt, String content) {
    check(content);
    remember(run.value());
    Failpoint.pass("checkpoint.before-save");
    if (!attempts.saveCheckpoint(run, attempt, content)) {
      throw Endings.replaced(run, attempt);
    }
    Failpoint.pass("checkpoint.after-save");
  }

  private static void check(String content) {
    int bytes = content.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > JobLimits.CHECKPOINT_BYTES) {
      throw Problem.of(
          Problem.Kind.TOO_LARGE,
          "checkpoint_too_large",
          "A checkpoint has at most "
              + JobLimits.CHECKPOINT_BYTES
              + " bytes, this one has "
              + bytes
              + "; store more elsewhere and keep its address here.");
    }
    try {
      if (JSON.readTree(content).isMissingNode()) {
        throw invalid();
      }
    } catch (JacksonException _) {
      throw invalid();
    }
  }

  private static Problem invalid() {
    return Problem.invalid("invalid_checkpoint", "A checkpoint is a JSON text; this is not one.");
  }

  /// The newest checkpoint of a run.
  Optional<String> read(RunId run) {
    Optional<String> found = attempts.checkpoint(run);
    found.ifPresent(_ -> remember(run.value()));
    return found;
  }

  private void remember(UUID run) {
    if (known.size() < REMEMBERED) {
      known.add(run);
    }
  }

  /// Removes the checkpoints of runs that are over.
  void over(List<RunStore.Ending> endings) {
    if (known.isEmpty()) {
      return;
    }
    Map<Integer, List<UUID>> gone = new HashMap<>();
    for (RunStore.Ending ending : endings) {
      if (known.remove(ending.run().id())) {
        gone.computeIfAbsent(ending.run().shard(), _ -> new ArrayList<>()).add(ending.run().id());
      }
    }
    try {
      gone.forEach(attempts::forgetCheckpoints);
    } catch (RuntimeException failure) {
      LOG.log(Level.INFO, "checkpoints of runs that are over are left to housekeeping", failure);
    }
  }
}
