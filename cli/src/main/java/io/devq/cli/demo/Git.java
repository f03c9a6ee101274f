package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.cli.process.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the git program, untouched by the user's own settings.
final class Git {

  private static final Map<String, String> OWN_WAY =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_AUTHOR_NAME", "DevQ demo",
          "GIT_AUTHOR_EMAIL", "demo@devq.invalid",
          "GIT_COMMITTER_NAME", "DevQ demo",
          "GIT_COMMITTER_EMAIL", "demo@devq.invalid");

  private final Map<String, String> environment;

  /// Git with more variables, which hooks see as well.
  Git(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Runs git in a folder.
  ///
  /// @return what it printed
  /// @throws Problem `git_failed` with what it said
  String run(Path folder, String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(Session.own(command))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(OWN_WAY);
    builder.environment().putAll(environment);
    try {
      Process git = builder.start();
      git.getOutputStream().close();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (git.waitFor() != 0) {
        throw Problem.of(
            Problem.Kind.INTERNAL, "git_failed", String.join(" ", command) + " failed: " + said);
      }
      return said;
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "git_missing",
          "git does not start; install it (on Debian: apt-get install git).",
          null,
          failure);
    }
  }
}
