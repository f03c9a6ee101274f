package io.devq.cli.machine;

import io.devq.base.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// How much long-running commands say on standard error: a line per message.
final class Logs {

  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.FINE,
          "info", Level.INFO,
          "warning", Level.WARNING,
          "error", Level.SEVERE);

  /// Kept here, because a logger that nobody keeps forgets its level.
  private static final Logger OURS = Logger.getLogger("io.devq");

  private Logs() {}

  /// Sets it up once, before anything is logged.
  ///
  /// @param standard the level unless `DEVQ_LOG` says otherwise
  /// @throws Problem `invalid_setting`
  static void setUp(String standard) {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
    Level level = level(System.getenv().getOrDefault("DEVQ_LOG", standard));
    OURS.setLevel(level);
    Logger root = Logger.getLogger("");
    root.setLevel(ofLibraries(level));
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(level);
    }
  }

  /// What libraries tell is worth a line only when something is wrong, or when somebody looks for
  /// it.
  private static Level ofLibraries(Level level) {
    if (level.equals(Level.INFO)) {
      return Level.WARNING;
    }
    return level.equals(Level.FINE) ? Level.INFO : level;
  }

  private static Level level(String name) {
    Level level = LEVELS.get(name.toLowerCase(Locale.ROOT));
    if (level == null) {
      String[] known = LEVELS.keySet().toArray(String[]::new);
      Arrays.sort(known);
      throw Problem.invalid(
          "invalid_setting", "DEVQ_LOG=" + name + ": say one of " + String.join(", ", known) + ".");
    }
    return level;
  }
}
