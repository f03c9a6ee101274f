package io.devq.cli.machine;

import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Output;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Looks whether this machine has what DevQ needs, and says what to do where it has not.
@Command(
    name = "doctor",
    description = "Look whether this machine has what DevQ needs.",
    footer = {"  devq doctor", "  devq doctor --json"})
public final class DoctorCommand implements Callable<Integer> {

  private static final long ROOM_NEEDED = 1L << 30;

  /// One thing looked at.
  ///
  /// @param advice what to do, or an empty text when all is well
  record Check(String name, boolean ok, String found, String advice) {}

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<Check> checks = new ArrayList<>();
    checks.add(system());
    checks.add(java());
    checks.add(program("git", "needed to fetch sources; on Debian: apt-get install git"));
    checks.add(
        program("mvn", "needed only to build DevQ itself; on Debian: apt-get install maven"));
    checks.add(room(Path.of(System.getProperty("java.io.tmpdir"))));
    boolean ok = checks.stream().allMatch(Check::ok);
    output.result(checks, () -> print(checks));
    return ok ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private void print(List<Check> checks) {
    for (Check check : checks) {
      output.line(
          String.format("%-5s %-10s %s", check.ok() ? "ok" : "NO", check.name(), check.found()));
      if (!check.ok()) {
        output.line("      " + check.advice());
      }
    }
  }

  private static Check system() {
    String name = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    boolean ok = name.equals("Linux") && (arch.equals("amd64") || arch.equals("aarch64"));
    return new Check(
        "system", ok, name + " " + arch, "server and agent need Linux on x86-64 or arm64");
  }

  private static Check java() {
    int feature = Runtime.version().feature();
    return new Check(
        "java", feature >= 25, Runtime.version().toString(), "install a JDK 25 or newer");
  }

  private static Check program(String name, String advice) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return new Check(name, true, file.toString(), "");
      }
    }
    return new Check(name, false, "not found", advice);
  }

  private static Check room(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      return new Check(
          "room",
          free >= ROOM_NEEDED,
          (free >> 20) + " MiB free in " + folder,
          "free at least 1 GiB");
    } catch (IOException failure) {
      return new Check(
          "room", false, folder + ": " + failure.getMessage(), "make the folder writable");
    }
  }
}
