package io.devq.agent.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real git repository in a folder.
final class GitFixture {

  private final Path folder;

  GitFixture(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    git("init", "--quiet", "--initial-branch=main");
  }

  Path folder() {
    return folder;
  }

  /// Writes a file and commits it; the name of the commit.
  String commit(String file, String content) throws IOException, InterruptedException {
    Files.writeString(folder.resolve(file), content);
    git("add", "--all");
    git("commit", "--quiet", "--message", "Change " + file);
    return git("rev-parse", "HEAD");
  }

  String git(String... arguments) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org"));
    words.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (git.waitFor() != 0) {
      throw new IOException(words + ": " + said);
    }
    return said;
  }
}
