package io.devq.cli.machine;

import io.devq.base.Problem;
import io.devq.cli.local.DataFolders;
import io.devq.cli.screen.Output;
import io.devq.postgres.DataFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Stops the server of this machine.
@Command(
    name = "stop",
    description = "Stop the server that runs on this machine, in order.",
    footer = {"  devq stop", "  devq stop --data ~/devq-data"})
public final class StopCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin private Output output = new Output();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Its data folder; else DEVQ_DATA or the usual one.")
  private @Nullable Path data;

  @Override
  public Integer call() {
    Path folder = data == null ? DataFolders.standard(System.getenv()) : data.toAbsolutePath();
    DataFolder.Holder holder =
        DataFolder.holder(folder)
            .orElseThrow(() ->
                Problem.of(
                    Problem.Kind.UNAVAILABLE,
                    "not_running",
                    "No server runs with the data in "
                        + folder
                        + "; name another folder with --data."));
    ProcessHandle process =
        ProcessHandle.of(holder.pid())
            .orElseThrow(() -> Problem.conflict("not_running", "The server has ended meanwhile."));
    if (!process.destroy()) {
      throw Problem.of(
          Problem.Kind.FORBIDDEN,
          "not_your_process",
          "The process " + holder.pid() + " belongs to another user; stop it as that one.");
    }
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    output.result(
        Map.of("stopped", holder.pid(), "address", holder.where()),
        () -> output.line("stopped " + holder.where() + " (process " + holder.pid() + ")"));
    return 0;
  }
}
