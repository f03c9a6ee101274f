package io.devq.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A [ServerHolder] in a process of its own.
record Child(Process process, BufferedReader output) implements AutoCloseable {

  static Child start(Path folder, Path programs, Map<String, String> environment) {
    return start(List.of(), System.getProperty("java.class.path"), folder, programs, environment);
  }

  static Child start(
      List<String> prefix,
      String classPath,
      Path folder,
      Path programs,
      Map<String, String> environment) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.addAll(List.of(ServerHolder.class.getName(), folder.toString(), programs.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      return new Child(process, process.inputReader());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The next line it prints, or the empty text when it has ended.
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /// `kill -9`, and waits until it is gone.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Lets it stop its server and end.
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  @Override
  public void close() {
    kill();
  }
}
