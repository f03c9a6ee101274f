package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/// Logs of scripts that print `line 1`, `line 2` and so on, beside what these wrote down
/// themselves.
record Logs(DevqClient client, Witness witness) {

  /// The log of one attempt as it is now.
  String text(RunId run, int attempt) throws IOException, InterruptedException {
    try (InputStream log = client.logs().read(run, attempt)) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Checks the logs of a run that is over: that of each attempt has its lines in order from the
  /// first on without a hole, and none that was not printed.
  ///
  /// @param lines how many the last attempt printed; its log has all of them and is sealed. 0 when
  ///   it was not to come to its end
  void assertWithoutHole(Views.Run run, int lines) throws IOException, InterruptedException {
    for (int attempt = 1; attempt <= run.attempt(); attempt++) {
      String log = text(run.id(), attempt);
      List<String> found = lines(log);
      assertEquals(numbered(found.size()), found, "attempt " + attempt + " of " + run.id());
      long printed = witness.lines(run.id().text(), attempt);
      assertTrue(found.size() <= printed, () -> "more in the log than was printed: " + log);
      if (attempt == run.attempt() && lines > 0) {
        assertEquals(lines, found.size(), () -> "the last attempt of " + run.id() + ":\n" + log);
        assertTrue(run.log().complete(), () -> run + " has an incomplete log");
        assertEquals(run.log().bytes(), log.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }

  /// The script's own lines; a last one that was cut off by the death of all is none.
  private static List<String> lines(String log) {
    String whole = log.substring(0, log.lastIndexOf('\n') + 1);
    return whole.lines().filter(line -> line.startsWith("line ")).toList();
  }

  private static List<String> numbered(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> "line " + i).toList();
  }
}
