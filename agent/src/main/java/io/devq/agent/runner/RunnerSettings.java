package io.devq.agent.runner;

import io.devq.base.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// What an agent that runs scripts and build steps needs to know.
///
/// @param name unique among the live workers of the project, such as the machine's name
/// @param data the folder where it keeps everything; one agent per folder
/// @param labels what it offers beyond `linux` and the processor (`amd64`, `arm64`)
/// @param slots how many attempts it runs at once
/// @param grace how long work has between TERM and KILL
/// @param version the program's version
public record RunnerSettings(
    String name, Path data, List<String> labels, int slots, Duration grace, String version) {

  /// How long work has between TERM and KILL unless said otherwise.
  public static final Duration GRACE = Duration.ofSeconds(10);

  /// The longest grace that can be asked for.
  public static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

  /// Adds the machine's own labels.
  ///
  /// @throws Problem `invalid_grace`
  public RunnerSettings {
    if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
      throw Problem.invalid(
          "invalid_grace", "The grace lies between 0 and " + LONGEST_GRACE.toMinutes() + " min.");
    }
    data = data.toAbsolutePath().normalize();
    labels = withOwn(labels);
  }

  /// The usual: as many slots as processors, no labels of its own.
  public static RunnerSettings of(String name, Path data, String version) {
    int slots = Runtime.getRuntime().availableProcessors();
    return new RunnerSettings(name, data, List.of(), slots, GRACE, version);
  }

  private static List<String> withOwn(Collection<String> given) {
    TreeSet<String> all = new TreeSet<>(given);
    all.add(System.getProperty("os.name", "linux").toLowerCase(Locale.ROOT));
    all.add(processor(System.getProperty("os.arch", "unknown")));
    return List.copyOf(all);
  }

  private static String processor(String name) {
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
