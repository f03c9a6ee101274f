package io.devq.builds.source;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.Daemon;

/// Serves the bare repositories of a folder by git's own protocol.
final class GitServer implements AutoCloseable {

  private final Daemon daemon;

  GitServer(Path folder) throws Exception {
    daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon.setRepositoryResolver((_, name) -> open(folder.resolve(name)));
    daemon.getService("git-upload-pack").setEnabled(true);
    daemon.start();
  }

  private static Repository open(Path path) {
    try {
      return new FileRepositoryBuilder().setGitDir(path.toFile()).setMustExist(true).build();
    } catch (java.io.IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  String url() {
    return "git://127.0.0.1:" + daemon.getAddress().getPort();
  }

  @Override
  public void close() {
    daemon.stop();
  }
}
