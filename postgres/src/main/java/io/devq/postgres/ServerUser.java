package io.devq.postgres;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// As whom the server's programs run. PostgreSQL refuses to run as root, so under root they are
/// started in a user namespace of their own, where root is nobody in particular; where that is not
/// allowed (many containers), as another user who then owns the data.
///
/// @param prefix what goes before a command, empty for an ordinary user
/// @param uid whom the data belongs to
/// @param gid the group of that user
record ServerUser(List<String> prefix, int uid, int gid) {

  private static final int ROOT = 0;
  private static final List<String> NAMESPACE = List.of("unshare", "-U", "--");
  private static final List<String> STAND_INS = List.of("devq", "nobody");
  private static final int PROBE_SECONDS = 10;

  /// The user for a server whose data is, or will be, in `cluster`.
  ///
  /// @throws Problem `data_of_another_user`, `root_refused`, `folder_not_reachable`
  static ServerUser of(Path cluster) {
    int self = owner(Path.of("/proc/self"));
    int owner = Files.exists(cluster) ? owner(cluster) : self;
    if (self != ROOT) {
      if (owner != self) {
        throw ofAnother(cluster, owner);
      }
      return new ServerUser(List.of(), self, group(Path.of("/proc/self")));
    }
    if (owner == ROOT && works(NAMESPACE)) {
      return new ServerUser(NAMESPACE, ROOT, ROOT);
    }
    return standIn(cluster, owner);
  }

  /// Another user instead of root, who must be able to reach the folder.
  static ServerUser standIn(Path cluster, int owner) {
    for (ServerUser user : standIns()) {
      if ((owner == ROOT || owner == user.uid) && works(user.prefix)) {
        openForEntry(Disk.parent(cluster));
        user.checkReach(Disk.parent(cluster));
        return user;
      }
    }
    if (owner != ROOT) {
      throw ofAnother(cluster, owner);
    }
    throw Problem.of(
        Problem.Kind.UNAVAILABLE,
        "root_refused",
        "PostgreSQL refuses to run as root, and this system offers neither user namespaces"
            + " (`unshare -U true` fails) nor a change to the user nobody (`setpriv`). Start DevQ as an"
            + " ordinary user, install util-linux, or name a PostgreSQL with --database URL.");
  }

  /// The command line that runs a program as this user. The process keeps its pid throughout.
  List<String> command(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /// Makes a file or folder this user's own.
  void own(Path path) throws IOException {
    if (owner(path) != uid) {
      Files.setAttribute(path, "unix:gid", gid);
      Files.setAttribute(path, "unix:uid", uid);
    }
  }

  // DevQ's own folders are closed to others; another user must be able to pass through, not to
  // list.
  private static void openForEntry(Path folder) {
    Path data = Disk.parent(folder);
    for (Path own : List.of(folder, data)) {
      if (Files.exists(own.resolve(DataFolder.LOCK)) && owner(own) == ROOT) {
        Disk.explained(
            own,
            () -> {
              Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(own);
              permissions.add(PosixFilePermission.OTHERS_EXECUTE);
              return Files.setPosixFilePermissions(own, permissions);
            });
      }
    }
  }

  private void checkReach(Path folder) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("test", "-x", folder.toString()));
    if (Files.isDirectory(folder) && !succeeds(command)) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "folder_not_reachable",
          "PostgreSQL refuses to run as root, so it runs as user "
              + uid
              + ", who cannot reach "
              + folder
              + ". Choose a folder with --data whose parents all may be entered by everybody (such as"
              + " /var/lib/devq), or start DevQ as an ordinary user.");
    }
  }

  private static List<ServerUser> standIns() {
    Path users = Path.of("/etc/passwd");
    return Disk.explained(
        users,
        () ->
            Files.readAllLines(users).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3 && STAND_INS.contains(fields[0]))
                .map(fields -> standIn(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                .toList());
  }

  private static ServerUser standIn(int uid, int gid) {
    return new ServerUser(
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"), uid, gid);
  }

  private static Problem ofAnother(Path cluster, int owner) {
    return Problem.of(
        Problem.Kind.FORBIDDEN,
        "data_of_another_user",
        "The database in "
            + cluster
            + " belongs to user "
            + owner
            + ". Start DevQ as that user, or choose another folder with --data.");
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    return succeeds(command);
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return false;
      }
      return probe.exitValue() == 0;
    } catch (IOException _) {
      return false; // there is no such program
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int owner(Path path) {
    return number(path, "unix:uid");
  }

  private static int group(Path path) {
    return number(path, "unix:gid");
  }

  private static int number(Path path, String attribute) {
    return Disk.explained(path, () -> (Integer) Files.getAttribute(path, attribute));
  }
}
