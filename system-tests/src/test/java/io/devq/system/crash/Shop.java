package io.devq.system.crash;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A git repository whose pipeline bears witness.
final class Shop {

  private static final Map<String, String> OWN_WAY =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_AUTHOR_NAME", "Shop",
          "GIT_AUTHOR_EMAIL", "shop@devq.invalid",
          "GIT_COMMITTER_NAME", "Shop",
          "GIT_COMMITTER_EMAIL", "shop@devq.invalid");

  private final Path folder;

  private Shop(Path folder) {
    this.folder = folder;
  }

  /// Makes a repository with one commit.
  ///
  /// @param pipeline its `.devq.yml`
  static Shop make(Path folder, String pipeline) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Shop shop = new Shop(folder);
    shop.git("init", "--quiet", "-b", "main");
    try (InputStream script = Shop.class.getResourceAsStream("witness.sh")) {
      if (script == null) {
        throw new IOException("witness.sh is missing");
      }
      Files.copy(script, folder.resolve("witness.sh"));
    }
    shop.commit(pipeline);
    return shop;
  }

  /// Commits another pipeline, or the same once more.
  void commit(String pipeline) throws IOException, InterruptedException {
    Files.writeString(folder.resolve(".devq.yml"), pipeline);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "Change the pipeline");
  }

  /// Where it is.
  String source() {
    return folder.toString();
  }

  private void git(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(OWN_WAY);
    Process git = builder.start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (git.waitFor() != 0) {
      throw Problem.of(Problem.Kind.INTERNAL, "test", command + " failed: " + said);
    }
  }
}
