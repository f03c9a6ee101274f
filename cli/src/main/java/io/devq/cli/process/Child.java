package io.devq.cli.process;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process of this same program that ends with this one: in order when it is stopped, and by
/// itself when this one is killed, because then the pipe it reads closes.
public final class Child implements AutoCloseable {

  /// Set for a process that ends when its standard input does.
  public static final String ENDS_WITH_INPUT = "DEVQ_ENDS_WITH_INPUT";

  /// How long a child has to end in order before it is killed.
  public static final Duration GRACE = Duration.ofSeconds(20);

  private static final int LAST_LINES = 12;

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// What to start.
  ///
  /// @param name what people call it
  /// @param arguments those of `devq`
  /// @param environment added to that of this process
  /// @param log takes what it says
  public record Spec(
      String name,
      Jvm.Kind kind,
      List<String> arguments,
      Map<String, String> environment,
      Path log) {}

  /// Starts a process in a session of its own.
  ///
  /// @throws Problem `process_not_started`
  public static Child start(Spec spec) {
    ProcessBuilder builder =
        new ProcessBuilder(Session.own(Jvm.command(spec.kind(), spec.arguments())));
    builder.environment().putAll(spec.environment());
    builder.environment().put(ENDS_WITH_INPUT, "1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    try {
      return new Child(spec.name(), builder.start(), spec.log());
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "process_not_started",
          spec.name() + " could not be started: " + failure.getMessage() + ".",
          null,
          failure);
    }
  }

  /// What people call it.
  public String name() {
    return name;
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether it runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Checks that it runs.
  ///
  /// @throws Problem `process_ended` with the last lines it said
  public void requireAlive() {
    if (!isAlive()) {
      throw Problem.of(
          Problem.Kind.INTERNAL,
          "process_ended",
          name + " ended with code " + process.exitValue() + ". Its last lines:\n" + lastLines());
    }
  }

  /// Asks it to end, without waiting.
  public void terminate() {
    process.destroy();
  }

  /// Kills it at once, as `kill -9` does.
  public void kill() {
    process.destroyForcibly();
  }

  /// Ends it and waits until it has ended: first asked, then killed.
  @Override
  public void close() {
    terminate();
    if (!ended(GRACE)) {
      kill();
      ended(GRACE);
    }
  }

  private boolean ended(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String lastLines() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.filter(line -> !line.startsWith("\tat ")).toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
    } catch (IOException _) {
      return "(" + log + " cannot be read)";
    }
  }
}
