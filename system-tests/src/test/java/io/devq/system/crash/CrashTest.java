package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Kills `devq up` and starts it again on the same data: in the middle of a build, and at the
/// failpoints on the way of jobs and builds.
///
/// Without more ado a few of them; all with `-Ddevq.chaos=all`, those whose name begins so with
/// `-Ddevq.chaos=NAME`.
@Timeout(240)
class CrashTest {

  private static final Duration DIES = Duration.ofSeconds(40);

  static final List<CrashPoint> CHOSEN = chosen(System.getProperty("devq.chaos", ""));

  @TempDir static Path folder;

  private static List<CrashPoint> chosen(String chaos) {
    return CrashPoint.ALL.stream()
        .filter(point ->
            switch (chaos) {
              case "" -> point.isUsual();
              case "all" -> true;
              default -> point.armed().startsWith(chaos);
            })
        .toList();
  }

  @BeforeAll
  static void initialiseAFolder() throws Exception {
    try (Scene first = new Scene(Files.createDirectory(template()));
        DevqClient _ = first.startWell()) {
      first.up().stop();
    }
  }

  private static Path template() {
    return folder.resolve("template");
  }

  private static Scene fresh(String name) throws IOException {
    return new Scene(Files.createDirectory(folder.resolve(name.replace(':', '-'))));
  }

  private static Scene initialised(String name) throws IOException {
    Scene scene = fresh(name);
    DataCopy.copy(template().resolve("data"), scene.data());
    return scene;
  }

  @FunctionalInterface
  private interface Kill {
    void kill(Up up) throws IOException, InterruptedException;
  }

  @Test
  void aBuildGoesOnAfterEverythingWasKilled() throws Exception {
    try (Scene scene = initialised("everything")) {
      killAndGoOn(scene, Up::killWithAll);
    }
  }

  @Test
  void aBuildGoesOnAfterTheServerAloneWasKilled() throws Exception {
    try (Scene scene = initialised("alone")) {
      killAndGoOn(scene, Up::killAlone);
    }
  }

  private static void killAndGoOn(Scene scene, Kill how) throws Exception {
    Work work = new Work(scene, Work.Course.GOOD);
    Read read = killInAStep(scene, work, how);
    try (DevqClient client = scene.startWell()) {
      assertTrue(work.request(client));
      scene.await("the step's end", () -> client.jobs().run(read.run()).finishedAt() != null);
      Views.Run step = client.jobs().run(read.run());
      assertEquals(2, step.attempt(), step::toString);
      String log = new Logs(client, scene.witness()).text(read.run(), 1);
      assertTrue(log.startsWith(read.log()), () -> "what was read is lost: " + log);
      work.assertDone(client);
    }
  }

  /// What somebody had read of a step's log.
  private record Read(RunId run, String log) {}

  private static Read killInAStep(Scene scene, Work work, Kill how)
      throws IOException, InterruptedException {
    try (DevqClient client = scene.startWell()) {
      RunId step = work.begin(client);
      Read read = new Read(step, new Logs(client, scene.witness()).text(step, 1));
      how.kill(scene.up());
      return read;
    }
  }

  @ParameterizedTest
  @FieldSource("CHOSEN")
  void whereverTheServerDiesTheNextOneEndsItsWork(CrashPoint point) throws Exception {
    boolean first = point.story() == CrashPoint.Story.FIRST_START;
    try (Scene scene = first ? fresh(point.armed()) : initialised(point.armed());
        Errand errand = errand(scene, point.story())) {
      if (point.story() == CrashPoint.Story.NEXT_START && errand instanceof Work work) {
        var _ = killInAStep(scene, work, Up::killWithAll);
      }
      dieAt(scene, errand, point);
      try (DevqClient client = scene.startWell()) {
        assertTrue(errand.request(client));
        errand.assertDone(client);
      }
    }
  }

  private static Errand errand(Scene scene, CrashPoint.Story story)
      throws IOException, InterruptedException {
    return switch (story) {
      case WORK, FIRST_START, NEXT_START -> new Work(scene, Work.Course.GOOD);
      case BAD_BUILD -> new Work(scene, Work.Course.BAD);
      case CANCELLED_BUILD -> new Work(scene, Work.Course.CANCELLED);
      case ROLLOUT -> new Rollouts(scene);
      case TOLD -> new Tellings(scene);
    };
  }

  private static void dieAt(Scene scene, Errand errand, CrashPoint point)
      throws IOException, InterruptedException {
    Up doomed = scene.start(point.armed());
    if (doomed.awaitReady()) {
      try (DevqClient client = scene.client()) {
        boolean _ = errand.request(client);
      }
    }
    assertEquals(Up.HALTED, doomed.awaitDeath(DIES), doomed::said);
    String word = "failpoint " + point.failpoint() + ": halting";
    assertTrue(doomed.said().contains(word), doomed::said);
    assertFalse(doomed.isAlive());
  }
}
