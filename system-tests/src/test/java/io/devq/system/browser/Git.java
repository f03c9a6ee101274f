package io.devq.system.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes small git repositories, whatever is set up on the machine.
final class Git {

  private Git() {}

  /// Makes a repository whose branch `main` has these files.
  static void repository(Path folder, Map<String, String> files)
      throws IOException, InterruptedException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, file.getValue());
    }
    run(folder, "init", "--quiet", "-b", "main");
    run(folder, "add", "--all");
    run(folder, "commit", "--quiet", "-m", "Open the shop, with apples <b>and</b> pears");
  }

  private static void run(Path folder, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "Ana",
                "GIT_AUTHOR_EMAIL", "ana@shop.example",
                "GIT_COMMITTER_NAME", "Ana",
                "GIT_COMMITTER_EMAIL", "ana@shop.example"));
    Process git = builder.start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said);
    }
  }
}
