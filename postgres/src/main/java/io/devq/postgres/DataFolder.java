package io.devq.postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/// The right to use a data folder, which one process has at a time.
///
/// The right itself is a lock of the operating system on the file `devq.lock`, so it ends with the
/// process however that dies. Beside it, `devq.holder` tells others who has it and where.
public final class DataFolder implements AutoCloseable {

  /// Who holds a folder.
  ///
  /// @param pid the process
  /// @param where its address in words, empty until it has published one
  public record Holder(long pid, String where) {}

  /// The file that is locked.
  static final String LOCK = "devq.lock";

  private static final String HOLDER = "devq.holder";

  // This very process, apart from an earlier one that happened to have the same pid.
  private static final String LIFE = UUID.randomUUID().toString();

  private final Path folder;
  private final FileChannel channel;
  private boolean open = true;

  private DataFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// Takes the folder, making it if need be.
  ///
  /// @throws Problem `data_folder_in_use` when another process has it, or this one already;
  ///   `folder_not_writable`, `disk_full`
  public static DataFolder hold(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return Disk.explained(absolute, () -> take(absolute));
  }

  /// Who holds the folder now, if anybody does.
  public static Optional<Holder> holder(Path folder) {
    return Disk.explained(folder, () -> read(folder).map(Note::holder));
  }

  // Closing any channel of a file drops all locks that this process has on it (POSIX), so within
  // the process the note is asked first, and one thread at a time comes here.
  private static synchronized DataFolder take(Path folder) throws IOException {
    Disk.makePrivateFolder(folder);
    Optional<Note> present = read(folder);
    if (present.isPresent() && present.get().life().equals(LIFE)) {
      throw inUse(folder, present);
    }
    FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw inUse(folder, read(folder));
    }
    DataFolder held = new DataFolder(folder, channel);
    held.publish("");
    return held;
  }

  /// The folder.
  public Path path() {
    return folder;
  }

  /// Tells others where the holder can be found, such as `http://127.0.0.1:7070`.
  public void publish(String where) {
    Disk.explained(
        folder,
        () -> {
          String note =
              "pid=%d\nlife=%s\nstarted=%s\nwhere=%s\n"
                  .formatted(
                      ProcessHandle.current().pid(),
                      LIFE,
                      started(ProcessHandle.current()),
                      where.strip().replace("\\", "\\\\").replace("\n", " "));
          Disk.write(folder.resolve(HOLDER), note, "rw-r--r--");
          return folder;
        });
  }

  /// Gives the folder back. May be called twice.
  @Override
  public void close() {
    synchronized (DataFolder.class) {
      if (!open) {
        return;
      }
      open = false;
      try {
        Files.deleteIfExists(folder.resolve(HOLDER));
        channel.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("could not give back " + folder, failure);
      }
    }
  }

  private record Note(Holder holder, String life) {}

  // A note whose process is gone was left by a crash and says nothing.
  private static Optional<Note> read(Path folder) throws IOException {
    Properties note = new Properties();
    try {
      note.load(new StringReader(Files.readString(folder.resolve(HOLDER))));
      long pid = Long.parseLong(note.getProperty("pid", "0"));
      Instant started = Instant.parse(note.getProperty("started", ""));
      return ProcessHandle.of(pid)
          .filter(process -> isNear(started(process), started))
          .map(_ -> new Note(new Holder(pid, property(note, "where")), property(note, "life")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IllegalArgumentException | java.time.format.DateTimeParseException _) {
      return Optional.empty(); // not written by this program
    }
  }

  private static String property(Properties note, String name) {
    return note.getProperty(name, "");
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  // The system derives start times from a boot time that moves a little when the clock is set.
  private static boolean isNear(Instant one, Instant other) {
    return Math.abs(ChronoUnit.SECONDS.between(one, other)) <= 2;
  }

  private static Problem inUse(Path folder, Optional<Note> note) {
    String who =
        note.map(Note::holder)
            .map(holder ->
                "the process "
                    + holder.pid()
                    + (holder.where().isEmpty() ? "" : " at " + holder.where()))
            .orElse("a process that is just starting or stopping");
    return Problem.conflict(
        "data_folder_in_use",
        "The data folder "
            + folder
            + " is in use by "
            + who
            + ". Use that one, stop it with `devq stop`, or choose another folder with --data.");
  }
}
