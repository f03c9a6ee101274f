package io.devq.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("needs", "run", "artifacts");

  @Test
  void aTypingErrorIsAnsweredWithTheWordThatWasMeant() {
    assertEquals("did you mean \"artifacts\"?", Nearest.hint("Artefacts", KNOWN));
    assertEquals("did you mean \"run\"?", Nearest.hint("runn", KNOWN));
  }

  @Test
  void aWordLikeNoneIsAnsweredWithWhatThereIs() {
    assertEquals("known are needs, run, artifacts", Nearest.hint("xyz", KNOWN));
    assertEquals("known are needs, run, artifacts", Nearest.hint("x".repeat(1_000), KNOWN));
  }

  @Test
  void theNearestIsFoundHoweverFarItIs() {
    assertEquals(Optional.of("run"), Nearest.to("xyz", KNOWN));
    assertEquals(Optional.empty(), Nearest.to("xyz", List.of()));
  }
}
