package io.devq.agent.runner;

import io.devq.base.TimeSource;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A runner as a program of its own, to be killed.
final class RunnerProcess {

  private RunnerProcess() {}

  /// Starts one.
  static Process start(ClientSettings server, Path data) throws IOException {
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RunnerProcess.class.getName(),
            server.server().toString(),
            String.valueOf(server.token()),
            data.toString());
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(new File(data.toFile(), "agent.out"))
        .start();
  }

  /// The program: server, token, data folder.
  public static void main(String[] arguments) throws InterruptedException {
    DevqClient client = new DevqClient(ClientSettings.of(URI.create(arguments[0]), arguments[1]));
    RunnerSettings settings = RunnerFixture.settings(Path.of(arguments[2]));
    new Runner(settings, client, TimeSource.system()).start();
    new CountDownLatch(1).await();
  }
}
