package io.devq.agent.runner;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.client.worker.LogSpool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Puts a commit into a workspace. What is fetched once is kept in a bare mirror per repository,
/// from which workspaces borrow, so that the next step of a build fetches nothing.
final class Checkout {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
  private static final String HEADS = "+refs/heads/*:refs/remotes/all/*";

  private final Path mirrors;
  private final Git git;
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  /// @param mirrors where the mirrors are kept; locks that a killed predecessor left in them are
  ///   removed
  Checkout(Path mirrors, Git git) throws IOException {
    this.mirrors = mirrors;
    this.git = git;
    removeStaleLocks();
  }

  private void removeStaleLocks() throws IOException {
    try (Stream<Path> files = Files.walk(mirrors)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// Fills the workspace with a commit.
  ///
  /// @param source the repository's path or URL
  /// @param commit the full name of the commit
  /// @throws Problem `invalid_commit`, `invalid_source`, `commit_not_found`, `fetch_failed`,
  ///   `checkout_failed`
  void run(String source, String commit, ScriptFiles files, LogSpool log)
      throws IOException, InterruptedException {
    check(source, commit);
    Path mirror = mirrors.resolve(name(source));
    ReentrantLock lock = locks.computeIfAbsent(mirror, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      fetch(source, commit, mirror, files, log);
    } finally {
      lock.unlock();
    }
    Failpoint.pass("runner.checkout.fetched");
    checkOut(source, commit, mirror, files, log);
  }

  private static void check(String source, String commit) {
    if (!COMMIT.matcher(commit).matches()) {
      throw Problem.invalid(
          "invalid_commit", "\"" + commit + "\" is not the full name of a commit.", "/commit");
    }
    if (source.isBlank() || source.startsWith("-") || source.contains("::")) {
      throw Problem.invalid(
          "invalid_source",
          "\"" + source + "\" is not the path or URL of a repository.",
          "/source");
    }
  }

  private static String name(String source) {
    return Sha256.of(source.getBytes(StandardCharsets.UTF_8)).brief() + ".git";
  }

  private void fetch(String source, String commit, Path mirror, ScriptFiles files, LogSpool log)
      throws IOException, InterruptedException {
    if (!Files.exists(mirror.resolve("HEAD"))) {
      Files.createDirectories(mirror);
      require(
          git.run(files, mirror, log, "init", "--quiet", "--bare"),
          "fetch_failed",
          "The mirror of " + source + " could not be made; see the log.");
    }
    if (has(commit, mirror, files)) {
      log.note("commit " + commit + " of " + source + " is here already");
      return;
    }
    log.note("fetching " + commit + " from " + source);
    String exactly = commit + ":refs/devq/" + commit;
    boolean fetched =
        git.run(files, mirror, log, "fetch", "--quiet", "--no-tags", "--", source, exactly);
    if (!fetched || !has(commit, mirror, files)) {
      log.note("the commit cannot be fetched by its name; fetching all branches");
      require(
          git.run(files, mirror, log, "fetch", "--quiet", "--tags", "--force", "--", source, HEADS),
          "fetch_failed",
          source + " could not be fetched; see the log.");
    }
    if (!has(commit, mirror, files)) {
      throw Problem.notFound(
          "commit_not_found",
          "The commit " + commit + " is not in " + source + "; push it, or check its name.");
    }
  }

  private boolean has(String commit, Path mirror, ScriptFiles files)
      throws IOException, InterruptedException {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return git.run(files, mirror, nowhere, "cat-file", "-e", commit + "^{commit}");
  }

  private void checkOut(String source, String commit, Path mirror, ScriptFiles files, LogSpool log)
      throws IOException, InterruptedException {
    Path workspace = files.workspace();
    boolean made = git.run(files, workspace, log, "init", "--quiet");
    Path alternates = workspace.resolve(".git/objects/info/alternates");
    Files.createDirectories(alternates.getParent());
    Files.writeString(alternates, mirror.resolve("objects") + "\n");
    made =
        made
            && git.run(files, workspace, log, "remote", "add", "origin", source)
            && git.run(files, workspace, log, "checkout", "--quiet", "--detach", commit);
    String head = git.ask(files, workspace, "rev-parse", "HEAD");
    require(
        made && head.equals(commit),
        "checkout_failed",
        "The commit " + commit + " could not be checked out; see the log.");
    log.note("checked out " + commit);
  }

  private static void require(boolean worked, String code, String message) {
    if (!worked) {
      throw Problem.of(Kind.UNAVAILABLE, code, message);
    }
  }
}
