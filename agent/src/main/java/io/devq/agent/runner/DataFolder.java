package io.devq.agent.runner;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.client.worker.Folders;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder of one agent: its lock, the folders of attempts, mirrors of repositories. Whoever
/// opens it first ends what a killed predecessor left running.
final class DataFolder implements AutoCloseable {

  private static final Logger LOG = System.getLogger(DataFolder.class.getName());

  private final Path root;
  private final FileChannel channel;

  private DataFolder(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /// Takes a folder for this agent alone, and kills and removes what is left in it.
  ///
  /// @throws Problem `agent_running` when another agent has it
  static DataFolder open(Path root, TimeSource time) throws IOException {
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(
            root.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw Problem.conflict(
          "agent_running",
          "Another agent runs with the data folder " + root + "; stop it, or name another folder.");
    }
    DataFolder folder = new DataFolder(root.toRealPath(), channel);
    Files.createDirectories(folder.attempts());
    Files.createDirectories(folder.mirrors());
    folder.clearLeftovers(time);
    return folder;
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /// The folder itself.
  Path root() {
    return root;
  }

  /// Where attempts live.
  Path attempts() {
    return root.resolve("attempts");
  }

  /// Where repositories are kept.
  Path mirrors() {
    return root.resolve("mirrors");
  }

  private void clearLeftovers(TimeSource time) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(attempts())) {
      for (Path attempt : left) {
        LOG.log(Level.INFO, "ends what is left of " + attempt.getFileName());
        Path record = attempt.resolve("process");
        Path workspace = attempt.resolve("workspace");
        ProcessGroup.Leader leader =
            ProcessGroup.Leader.read(record)
                .orElseGet(() -> new ProcessGroup.Leader(-1, -1, -1, ""));
        new ProcessGroup(leader, record, workspace, time).kill();
        Folders.delete(attempt);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
