package io.devq.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdTest {

  private final ManualTime time = new ManualTime(Instant.parse("2026-11-21T12:00:00Z"));
  private final IdSource ids = new IdSource(time, new Random(1));

  @Test
  void anIdNamesItsShard() {
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      assertEquals(shard, new RunId(ids.next(shard)).shard());
    }
  }

  @Test
  void textAndBytesAgreeForAnyBits() {
    Random random = new Random(2);
    for (int i = 0; i < 1000; i++) {
      UUID bits = new UUID(random.nextLong(), random.nextLong());
      assertEquals(bits, RunId.parse(new RunId(bits).text()).value());
    }
  }

  @Test
  void idsOfOneSourceIncreaseEvenWhenTheClockStandsStillOrStepsBack() {
    String before = new RunId(ids.next(63)).text();
    for (int i = 0; i < 10_000; i++) {
      if (i == 5000) {
        time.step(java.time.Duration.ofHours(-1));
      }
      String next = new RunId(ids.next(i % Shards.COUNT)).text();
      assertTrue(before.compareTo(next) < 0, before + " is not before " + next);
      before = next;
    }
  }

  @Test
  void anIdIsAVersion7Uuid() {
    UUID id = ids.next(5);
    assertEquals(7, id.version());
    assertEquals(2, id.variant());
    assertEquals(time.now().toEpochMilli(), id.getMostSignificantBits() >>> 16);
  }

  @Test
  void whatIsNoIdIsRefusedWithAnExample() {
    for (String text :
        new String[] {
          "",
          "run_",
          "job_0000000000000000000000000",
          "run_ü0000000000000000000000000",
          "run_zzzzzzzzzzzzzzzzzzzzzzzzzz"
        }) {
      Problem refused = assertThrows(Problem.class, () -> RunId.parse(text));
      assertEquals("invalid_id", refused.code());
      assertTrue(refused.message().contains("run_06"), refused.message());
    }
  }
}
