package io.devq.system.browser;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// The machine's Chromium without a window, in a profile of its own, driven over its DevTools
/// protocol.
final class Chromium implements AutoCloseable {

  private static final String ANNOUNCEMENT = "DevTools listening on ";

  private final Process process;
  private final DevTools tools;

  private Chromium(Process process, DevTools tools) {
    this.process = process;
    this.tools = tools;
  }

  /// Skips the test when there is none on this machine.
  static void require() {
    Assumptions.assumeTrue(program().isPresent(), "needs chromium: apt-get install chromium");
  }

  /// Starts it.
  ///
  /// @param profile a folder for all it keeps
  static Chromium start(Path profile) {
    Path program = program().orElseThrow();
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--window-size=1280,1000",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox"); // it refuses to start as root with one
    }
    command.add("about:blank");
    try {
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return new Chromium(process, new DevTools(address(process)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Reads where it listens from what it says, and goes on reading so that it never blocks.
  private static URI address(Process process) throws IOException {
    BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(ANNOUNCEMENT)) {
        Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
        return URI.create(line.substring(ANNOUNCEMENT.length()).strip());
      }
      before.append(line).append('\n');
    }
    throw new IllegalStateException("Chromium ended before it listened:\n" + before);
  }

  /// A tab of a browser that has visited nothing yet: no cookies, nothing stored.
  Tab tab() {
    JsonNode context = tools.send("", "Target.createBrowserContext", Map.of());
    String owner = context.get("browserContextId").asString();
    JsonNode target =
        tools.send(
            "", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", owner));
    JsonNode attached =
        tools.send(
            "",
            "Target.attachToTarget",
            Map.of("targetId", target.get("targetId").asString(), "flatten", true));
    return new Tab(tools, attached.get("sessionId").asString());
  }

  @Override
  public void close() {
    tools.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
