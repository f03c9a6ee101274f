package io.devq.cli.builds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The git repository a folder is in.
///
/// @param name the last part of its remote's address, or of its folder
/// @param head the commit that is checked out
/// @param branch the branch that is checked out, `HEAD` when none is
record LocalClone(String name, String head, String branch) {

  /// The repository of a folder, or empty when it is in none or nothing is committed.
  static Optional<LocalClone> at(Path folder) throws InterruptedException {
    Optional<String> top = git(folder, "rev-parse", "--show-toplevel");
    Optional<String> head = git(folder, "rev-parse", "--verify", "HEAD");
    if (top.isEmpty() || head.isEmpty()) {
      return Optional.empty();
    }
    String address = git(folder, "remote", "get-url", "origin").orElse(top.get());
    String branch = git(folder, "rev-parse", "--abbrev-ref", "HEAD").orElse("HEAD");
    return Optional.of(new LocalClone(name(address), head.get(), branch));
  }

  /// The last part of an address without `.git`.
  static String name(String address) {
    String bare = address.replaceAll("/+$", "");
    String last = bare.substring(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf(':')) + 1);
    return last.endsWith(".git") ? last.substring(0, last.length() - 4) : last;
  }

  private static Optional<String> git(Path folder, String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(folder.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? Optional.of(answer.strip()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
