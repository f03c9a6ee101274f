package io.devq.builds.source;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.InvalidRemoteException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.jspecify.annotations.Nullable;

/// Bare mirrors of repositories behind URLs, one folder for each, brought up to date when something
/// is asked of them. One fetch at a time into a mirror.
final class Mirrors {

  private static final int LOCKS = 64;
  private static final int TIMEOUT_SECONDS = 60;
  private static final RefSpec BRANCHES = new RefSpec("+refs/heads/*:refs/heads/*");
  private static final RefSpec TAGS = new RefSpec("+refs/tags/*:refs/tags/*");

  private final Path folder;
  private final List<ReentrantLock> locks = new ArrayList<>();

  Mirrors(Path folder) {
    this.folder = folder;
    for (int i = 0; i < LOCKS; i++) {
      locks.add(new ReentrantLock());
    }
  }

  /// Reads something of an open repository.
  interface Reader<T> {
    T read(Repository repository, GitSources.Wanted wanted) throws IOException;
  }

  /// The branch that HEAD names there, or null.
  @Nullable String head(Place.Remote remote) {
    try {
      Collection<Ref> refs =
          Git.lsRemoteRepository().setRemote(remote.text()).setTimeout(TIMEOUT_SECONDS).call();
      return refs.stream()
          .filter(ref -> ref.getName().equals(Constants.HEAD) && ref.isSymbolic())
          .map(ref -> Repository.shortenRefName(ref.getTarget().getName()))
          .findFirst()
          .orElse(null);
    } catch (InvalidRemoteException failure) {
      throw new Problem(
          Problem.Kind.INVALID,
          "not_a_repository",
          "There is no git repository at " + remote.text() + ".",
          "/source",
          failure);
    } catch (GitAPIException failure) {
      throw unreachable(remote, failure);
    }
  }

  /// Reads from the mirror, after a fetch unless the commit that is asked for is there already.
  <T> T read(Place.Remote remote, GitSources.Wanted wanted, Reader<T> reader) {
    String name = Sha256.of(remote.text().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    ReentrantLock lock = locks.get(Math.floorMod(name.hashCode(), LOCKS));
    lock.lock();
    try (Repository mirror = open(folder.resolve(name + ".git"))) {
      String commit = wanted.commit();
      if (commit == null || !mirror.getObjectDatabase().has(ObjectId.fromString(commit))) {
        fetch(mirror, remote, commit);
      }
      return reader.read(mirror, wanted);
    } catch (IOException failure) {
      throw unreachable(remote, failure);
    } finally {
      lock.unlock();
    }
  }

  private static Repository open(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Repository mirror = new FileRepositoryBuilder().setGitDir(path.toFile()).setBare().build();
    if (!mirror.getObjectDatabase().exists()) {
      mirror.create(true);
    }
    return mirror;
  }

  private static void fetch(Repository mirror, Place.Remote remote, @Nullable String commit)
      throws IOException {
    fetch(mirror, remote, List.of(BRANCHES, TAGS));
    if (commit != null && !mirror.getObjectDatabase().has(ObjectId.fromString(commit))) {
      // not on any branch any more; many servers hand it out all the same when asked by its id
      try {
        fetch(mirror, remote, List.of(new RefSpec(commit + ":refs/devq/" + commit)));
      } catch (Problem _) {
        // the reader tells that the commit is not there
      }
    }
  }

  private static void fetch(Repository mirror, Place.Remote remote, List<RefSpec> specs) {
    try (Git git = new Git(mirror)) {
      var _ =
          git.fetch()
              .setRemote(remote.text())
              .setRefSpecs(specs)
              .setRemoveDeletedRefs(specs.size() > 1)
              .setTimeout(TIMEOUT_SECONDS)
              .setProgressMonitor(new UntilInterrupted())
              .call();
    } catch (GitAPIException failure) {
      throw unreachable(remote, failure);
    }
  }

  private static Problem unreachable(Place.Remote remote, Exception failure) {
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        "source_unreachable",
        "The repository at " + remote.text() + " cannot be reached: " + failure.getMessage() + ".",
        "/source",
        failure);
  }

  private static final class UntilInterrupted extends EmptyProgressMonitor {
    @Override
    public boolean isCancelled() {
      return Thread.currentThread().isInterrupted();
    }
  }
}
