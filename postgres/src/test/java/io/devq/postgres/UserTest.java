package io.devq.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// As whom the server runs. Only root can play the other users; everybody else is an ordinary user
/// in all other tests.
class UserTest {

  private static final int NOBODY = 65534;

  private Path open = Path.of(".");

  @BeforeEach
  void needsRoot() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    open = Files.createTempDirectory("devq-users-");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void clean() throws IOException {
    Disk.deleteTree(open);
  }

  @Test
  void anOrdinaryUserRunsItAsThemselves() throws Exception {
    Path home = Files.createDirectory(open.resolve("home"));
    Files.setAttribute(home, "unix:uid", NOBODY);
    List<String> asNobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    for (int round = 1; round <= 2; round++) {
      Path data = home.resolve("data");
      try (Child child = Child.start(asNobody, readable(), data, data, Map.of("HOME", "" + home))) {
        String line = child.line();
        assertTrue(line.startsWith("ready") && line.endsWith(" " + round), line);
        assertEquals(NOBODY, owner(PidFile.read(Cluster.dataIn(data)).orElseThrow().pid()));
        assertEquals(0, child.end());
      }
    }
  }

  @Test
  void rootRunsItAsNobodyWhereUserNamespacesAreMissing() throws Exception {
    Path programs = Files.createDirectory(open.resolve("only-setpriv"));
    for (String program : List.of("setpriv", "test", "true")) {
      Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
    }
    Path data = open.resolve("data");
    for (int round = 1; round <= 2; round++) {
      try (Child child = Child.start(data, data, Map.of("PATH", programs.toString()))) {
        String line = child.line();
        assertTrue(line.startsWith("ready") && line.endsWith(" " + round), line);
        assertEquals(NOBODY, owner(PidFile.read(Cluster.dataIn(data)).orElseThrow().pid()));
        assertEquals(0, child.end());
      }
    }
  }

  @Test
  void rootWithoutEitherIsToldWhatToDo() throws Exception {
    Path empty = Files.createDirectory(open.resolve("empty"));
    try (Child child = Child.start(open, open, Map.of("PATH", empty.toString()))) {
      assertTrue(child.line().startsWith("problem root_refused"));
    }
  }

  @Test
  void aFolderThatTheOtherUserCannotReachIsNamed() throws Exception {
    Path programs = Files.createDirectory(open.resolve("only-setpriv"));
    for (String program : List.of("setpriv", "test", "true")) {
      Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
    }
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
    Path data = open.resolve("data");
    try (Child child = Child.start(data, data, Map.of("PATH", programs.toString()))) {
      assertTrue(child.line().startsWith("problem folder_not_reachable"));
    }
  }

  @Test
  void aFolderOfSomebodyElseIsRefused() throws Exception {
    Path home = Files.createDirectory(open.resolve("locked"));
    List<String> asNobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    try (Child child = Child.start(asNobody, readable(), home, home, Map.of())) {
      String line = child.line();
      assertTrue(line.startsWith("problem folder_not_writable"), line);
    }
  }

  // The class path, copied to where everybody can read it.
  private String readable() throws IOException {
    List<String> copies = new ArrayList<>();
    Path target = open.resolve("class-path");
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(element);
      Path copy = target.resolve(Integer.toString(copies.size())).resolve(source.getFileName());
      if (Files.exists(source) && !Files.exists(copy)) {
        Files.createDirectories(copy.getParent());
        copy(source, copy);
      }
      copies.add(copy.toString());
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(
            path,
            target.resolve(source.relativize(path).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static int owner(long pid) throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc", Long.toString(pid)), "unix:uid");
  }
}
