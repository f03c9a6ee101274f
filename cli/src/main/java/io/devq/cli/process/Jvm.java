package io.devq.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The command line that runs this same program again in a process of its own.
public final class Jvm {

  private static final String MAIN = "io.devq.cli.Main";

  /// What a process is for, which decides how it uses memory and time.
  public enum Kind {
    /// A server: it may take what the machine has.
    SERVER,
    /// Something small that lives long, such as an agent or a relay.
    SMALL
  }

  private static final List<String> FOR_SERVERS =
      List.of("-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");

  private static final List<String> FOR_SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx192m",
          "-Xss512k",
          "-XX:+ExitOnOutOfMemoryError");

  private static final List<String> QUIET =
      List.of(
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Jvm() {}

  /// The words that run `devq ARGUMENTS…`.
  public static List<String> command(Kind kind, List<String> arguments) {
    String classPath = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>();
    words.add(home().resolve("bin").resolve("java").toString());
    words.addAll(kind == Kind.SERVER ? FOR_SERVERS : FOR_SMALL);
    words.addAll(QUIET);
    archive(classPath).ifPresent(file -> words.add("-XX:AOTCache=" + file));
    words.add("-cp");
    words.add(classPath);
    words.add(MAIN);
    words.addAll(arguments);
    return words;
  }

  /// The JDK this process runs on.
  public static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /// The classes the launcher has parsed ahead, kept beside the jar.
  private static Optional<Path> archive(String classPath) {
    if (!classPath.endsWith(".jar") || classPath.contains(":")) {
      return Optional.empty();
    }
    Path file = Path.of(classPath).resolveSibling("devq.aot");
    return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
  }
}
