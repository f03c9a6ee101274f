package io.devq.system.deploys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Ends the programs that hosts of a test have left running.
final class Programs {

  private Programs() {}

  /// The process group of a host's program, or 0.
  static long group(Path host, String service) throws IOException {
    Path file = host.resolve("services").resolve(service).resolve("program.pid");
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
  }

  static void stop(Path host) throws IOException {
    Path services = host.resolve("services");
    if (!Files.isDirectory(services)) {
      return;
    }
    try (Stream<Path> folders = Files.list(services)) {
      for (Path folder : folders.toList()) {
        kill(group(host, folder.getFileName().toString()));
      }
    }
  }

  static void kill(long group) throws IOException {
    if (group > 0) {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -KILL -" + group)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
  }
}
