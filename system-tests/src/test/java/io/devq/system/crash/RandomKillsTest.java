package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.TimeSource;
import io.devq.client.DevqClient;
import io.devq.client.worker.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Kills `devq up` at random moments, its start among them, for as many minutes as
/// `-Ddevq.chaos.minutes` says; `-Ddevq.chaos.seed` draws other moments.
@EnabledIfSystemProperty(named = "devq.chaos.minutes", matches = "\\d+")
class RandomKillsTest {

  private static final int MOST_KILLS = 3;
  private static final int LATEST_MILLIS = 8_000;

  @TempDir Path folder;

  private final TimeSource time = TimeSource.system();

  @Test
  void workSurvivesKillsAtRandomMoments() throws Exception {
    Duration minutes = Duration.ofMinutes(Long.getLong("devq.chaos.minutes", 1));
    long seed = Long.getLong("devq.chaos.seed", 1);
    Random random = new Random(seed);
    long until = time.nanos() + minutes.toNanos();
    for (int round = 1; time.nanos() < until; round++) {
      try {
        round(Files.createDirectory(folder.resolve("round-" + round)), random);
      } catch (IOException | AssertionError failure) {
        throw new AssertionError("round " + round + " of seed " + seed, failure);
      }
    }
  }

  private void round(Path own, Random random) throws Exception {
    try (Scene scene = new Scene(own)) {
      Work work = new Work(scene, Work.Course.GOOD);
      int kills = 1 + random.nextInt(MOST_KILLS);
      for (int kill = 0; kill < kills; kill++) {
        killSometime(scene, work, random);
      }
      try (DevqClient client = scene.startWell()) {
        assertTrue(work.request(client));
        work.assertDone(client);
      }
    }
    Folders.delete(own);
  }

  private void killSometime(Scene scene, Work work, Random random) throws Exception {
    Duration after = Duration.ofMillis(random.nextInt(LATEST_MILLIS));
    boolean all = random.nextBoolean();
    Up up = scene.start("");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> killed =
          threads.submit(() -> {
            time.sleep(after);
            if (all) {
              up.killWithAll();
            } else {
              up.killAlone();
            }
            return null;
          });
      if (up.awaitReady()) {
        try (DevqClient client = scene.client()) {
          boolean _ = work.request(client);
        }
      }
      Object _ = killed.get();
    }
  }
}
