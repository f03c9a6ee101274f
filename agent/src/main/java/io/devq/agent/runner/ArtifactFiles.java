package io.devq.agent.runner;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/// Finds the files a build step wants to keep.
final class ArtifactFiles {

  /// The most files one step may store.
  static final int MOST = 1_000;

  private static final String LEAVE_OUT = ".git";

  private ArtifactFiles() {}

  /// The files of the workspace that match the globs, by the name they are stored under, which is
  /// the last part of their path.
  ///
  /// @param globs as of [java.nio.file.FileSystem#getPathMatcher], relative to the workspace
  /// @throws Problem `artifact_missing` when nothing matches a glob, `artifact_outside`,
  ///   `artifact_name_twice`, `too_many_artifacts`, `invalid_glob`
  static Map<String, Path> find(Path workspace, List<String> globs) throws IOException {
    List<Path> files = files(workspace);
    Set<Path> wanted = new TreeSet<>();
    for (String glob : globs) {
      PathMatcher matcher = matcher(glob);
      List<Path> matching = files.stream().filter(matcher::matches).toList();
      if (matching.isEmpty()) {
        throw Problem.invalid(
            "artifact_missing",
            "No file of the workspace matches the artifact \""
                + glob
                + "\"; check that the step writes it, and where.");
      }
      wanted.addAll(matching);
    }
    return named(workspace, wanted);
  }

  private static Map<String, Path> named(Path workspace, Set<Path> wanted) throws IOException {
    if (wanted.size() > MOST) {
      throw Problem.invalid(
          "too_many_artifacts",
          wanted.size() + " files match; a step stores " + MOST + " at most. Pack them into one.");
    }
    Path root = workspace.toRealPath();
    Map<String, Path> named = new LinkedHashMap<>();
    for (Path relative : wanted) {
      Path file = workspace.resolve(relative);
      if (!file.toRealPath().startsWith(root)) {
        throw Problem.invalid(
            "artifact_outside",
            "The artifact " + relative + " is a link to a file outside the workspace.");
      }
      Path before = named.put(relative.getFileName().toString(), file);
      if (before != null) {
        throw Problem.invalid(
            "artifact_name_twice",
            "Both "
                + workspace.relativize(before)
                + " and "
                + relative
                + " would be stored under one name; rename one of them.");
      }
    }
    return named;
  }

  private static PathMatcher matcher(String glob) {
    try {
      String relative = glob.startsWith("./") ? glob.substring(2) : glob;
      return FileSystems.getDefault().getPathMatcher("glob:" + relative);
    } catch (PatternSyntaxException wrong) {
      throw new Problem(
          Problem.Kind.INVALID,
          "invalid_glob",
          "\"" + glob + "\" is not a glob: " + wrong.getDescription() + ".",
          "/artifacts",
          wrong);
    }
  }

  /// All regular files and links to such, relative to the workspace; links to folders are not
  /// followed.
  private static List<Path> files(Path workspace) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        workspace,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(workspace.resolve(LEAVE_OUT))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Files.isRegularFile(file)) {
              files.add(workspace.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE; // what cannot be read cannot be an artifact
          }
        });
    return files;
  }
}
