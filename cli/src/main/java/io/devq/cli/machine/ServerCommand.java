package io.devq.cli.machine;

import io.devq.cli.local.DataFolders;
import io.devq.cli.screen.Output;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs a server, or one of its roles, and nothing else.
@Command(
    name = "server",
    description = "Run a server without an agent.",
    footer = {
      "  devq server --data /var/lib/devq",
      "  devq server --database postgresql://devq:secret@db:5432/devq --port 7070"
    })
public final class ServerCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder; else DEVQ_DATA or the usual one.")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", description = "Where to listen; 0 takes a free one.")
  private int port = UpCommand.PORT;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "A PostgreSQL; else the embedded one in the data folder.")
  private @Nullable String database = System.getenv("DEVQ_DATABASE_URL");

  @Override
  public Integer call() throws InterruptedException {
    Logs.setUp("info");
    Path folder = data == null ? DataFolders.standard(System.getenv()) : data.toAbsolutePath();
    try (Foreground foreground = new Foreground()) {
      Server server =
          foreground.start(new Server(ServerSettings.local(folder, port).withDatabase(database)));
      output.result(
          Map.of("address", server.address(), "data", folder.toString()),
          () -> output.line("DevQ serves " + server.address() + " with its data in " + folder));
      foreground.serve();
      return 0;
    }
  }
}
