package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestServerTest {

  @TempDir Path temporary;

  @Test
  void whatAKilledProcessLeftIsSweptAndWhatLivesIsNot() throws Exception {
    Path left = temporary.resolve("server-left");
    Path living = temporary.resolve("server-living");
    TestServer.copyTemplate(left);
    TestServer.copyTemplate(living);
    Instant later = TimeSource.system().now().plus(Duration.ofHours(1));
    try (Child killed = Child.start(left, TestServer.root(), Map.of());
        Child lives = Child.start(living, TestServer.root(), Map.of())) {
      assertTrue(killed.line().startsWith("ready"));
      assertTrue(lives.line().startsWith("ready"));
      killed.kill();
      assertFalse(ServerProcesses.in(Cluster.dataIn(left)).isEmpty());
      assertEquals(0, TestServer.sweep(temporary, TimeSource.system().now()));
      assertEquals(1, TestServer.sweep(temporary, later));
      assertFalse(Files.exists(left));
      assertEquals(0, lives.end());
    }
  }
}
