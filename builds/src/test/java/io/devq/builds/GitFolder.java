package io.devq.builds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real repository with a working copy, made by the program git.
public record GitFolder(Path folder) {

  /// Makes an empty one with the branch `main`.
  public static GitFolder in(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
    GitFolder made = new GitFolder(folder);
    String _ = made.git("init", "-q", "-b", "main");
    return made;
  }

  /// Commits a file on the branch that is checked out.
  ///
  /// @return the commit's id
  public String commit(String name, String text, String message) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
    String _ = git("add", "-A");
    String _ = git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  }

  /// Runs git in it and answers with what it printed.
  public String git(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output;
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /// Its path, as a source.
  public String source() {
    return folder.toString();
  }
}
