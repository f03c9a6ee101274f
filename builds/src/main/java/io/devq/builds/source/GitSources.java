package io.devq.builds.source;

import io.devq.base.Problem;
import io.devq.builds.BuildLimits;
import io.devq.builds.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// Reads git repositories with JGit: those on this machine where they are, those behind a URL by a
/// bare mirror.
public final class GitSources implements Sources {

  private static final int LONGEST_TITLE = 500;

  private final Mirrors mirrors;

  /// Mirrors are kept in `folder`, which is made when needed.
  public GitSources(Path folder) {
    this.mirrors = new Mirrors(folder);
  }

  @Override
  public Found check(String source) {
    return switch (Place.parse(source)) {
      case Place.Local local -> {
        try (Repository repository = local.open()) {
          yield new Found(local.text(), head(repository));
        } catch (IOException failure) {
          throw local.unreadable(failure);
        }
      }
      case Place.Remote remote -> new Found(remote.text(), mirrors.head(remote));
    };
  }

  private static @Nullable String head(Repository repository) throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    return head != null && head.isSymbolic()
        ? Repository.shortenRefName(head.getTarget().getName())
        : null;
  }

  @Override
  public Commit read(
      String source, @Nullable String commit, @Nullable String branch, @Nullable String tag) {
    Wanted wanted = new Wanted(commit, branch, tag);
    return switch (Place.parse(source)) {
      case Place.Local local -> {
        try (Repository repository = local.open()) {
          yield read(repository, wanted);
        } catch (IOException failure) {
          throw local.unreadable(failure);
        }
      }
      case Place.Remote remote -> mirrors.read(remote, wanted, GitSources::read);
    };
  }

  /// What is asked for: a commit, or else the head of a tag or branch, or else HEAD.
  record Wanted(@Nullable String commit, @Nullable String branch, @Nullable String tag) {

    String ref() {
      if (tag != null) {
        return Constants.R_TAGS + tag;
      }
      return branch == null ? Constants.HEAD : Constants.R_HEADS + branch;
    }
  }

  private static Commit read(Repository repository, Wanted wanted) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(find(repository, wanted));
      PersonIdent author = commit.getAuthorIdent();
      return new Commit(
          commit.name(),
          clean(commit.getShortMessage()),
          clean(author.getName() + " <" + author.getEmailAddress() + ">"),
          file(repository, commit));
    } catch (MissingObjectException | IncorrectObjectTypeException _) {
      throw Problem.invalid(
          "unknown_commit",
          "The repository has no commit "
              + (wanted.commit == null ? wanted.ref() : wanted.commit)
              + "; push it first.");
    }
  }

  private static ObjectId find(Repository repository, Wanted wanted) throws IOException {
    if (wanted.commit != null) {
      return ObjectId.fromString(wanted.commit);
    }
    Ref ref = repository.exactRef(wanted.ref());
    if (ref == null || ref.getObjectId() == null) {
      throw Problem.invalid(
          "unknown_branch",
          "The repository has no "
              + (wanted.tag != null ? "tag " + wanted.tag : "branch " + named(wanted))
              + "; push it first.");
    }
    return ref.getObjectId();
  }

  private static String named(Wanted wanted) {
    return wanted.branch == null ? "that its HEAD names" : wanted.branch;
  }

  private static String clean(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() > LONGEST_TITLE ? line.substring(0, LONGEST_TITLE) + "…" : line;
  }

  private static byte @Nullable [] file(Repository repository, RevCommit commit)
      throws IOException {
    try (TreeWalk tree = TreeWalk.forPath(repository, PipelineFile.NAME, commit.getTree())) {
      if (tree == null || !isFile(tree.getFileMode(0))) {
        return null;
      }
      ObjectLoader loader = repository.open(tree.getObjectId(0), Constants.OBJ_BLOB);
      if (loader.getSize() > BuildLimits.PIPELINE_BYTES) {
        throw Problem.invalid(
            "pipeline_too_large",
            PipelineFile.NAME
                + ":1:1: the file is larger than "
                + BuildLimits.PIPELINE_BYTES / 1024
                + " KB; shorten it");
      }
      return loader.getCachedBytes(BuildLimits.PIPELINE_BYTES);
    }
  }

  private static boolean isFile(FileMode mode) {
    return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
  }
}
