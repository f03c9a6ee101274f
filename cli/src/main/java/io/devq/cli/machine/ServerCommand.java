package io.devq.cli.machine;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.local.DataFolders;
import io.devq.cli.screen.Output;
import io.devq.server.Outside;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import io.devq.server.http.HttpSettings;
import io.devq.server.relay.RelayServer;
import io.devq.server.relay.RelaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs a server, or the relay of a region, and nothing else.
@Command(
    name = "server",
    description = {
      "Run a server without an agent.",
      "With --roles relay it serves the store of a region instead, in a folder of its own."
    },
    footer = {
      "  devq server --data /var/lib/devq",
      "  devq server --database postgresql://devq:secret@db:5432/devq --port 7070",
      "  devq server --roles relay --region eu --relay-token-file token --data /var/lib/devq-relay --port 7071"
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

  @Option(names = "--roles", paramLabel = "ROLE", description = "all (when not said), or relay.")
  private String roles = "all";

  @Option(names = "--region", paramLabel = "REGION", description = "Whose store a relay serves.")
  private @Nullable String region;

  @Option(
      names = "--relay-token-file",
      paramLabel = "FILE",
      description = "Holds the secret a relay shares with the server.")
  private @Nullable Path tokenFile;

  @Override
  public Integer call() throws InterruptedException {
    Logs.setUp("info");
    Path folder = data == null ? DataFolders.standard(System.getenv()) : data.toAbsolutePath();
    try (Foreground foreground = new Foreground()) {
      String address = isRelay() ? startRelay(foreground, folder) : startServer(foreground, folder);
      String what = isRelay() ? "the relay of " + region : "DevQ";
      output.result(
          Map.of("address", address, "data", folder.toString()),
          () -> output.line(what + " serves " + address + " with its data in " + folder));
      foreground.serve();
      return 0;
    }
  }

  private String startServer(Foreground foreground, Path folder) {
    ServerSettings settings =
        ServerSettings.local(folder, port)
            .withDatabase(database)
            .withOutside(Outside.of(System.getenv()));
    return foreground.start(new Server(settings)).address();
  }

  private String startRelay(Foreground foreground, Path folder) {
    if (region == null || tokenFile == null) {
      throw Problem.invalid("incomplete_relay", "A relay needs --region and --relay-token-file.");
    }
    RelaySettings settings =
        new RelaySettings(region, folder, HttpSettings.local(port), secret(tokenFile));
    return foreground.start(new RelayServer(settings, TimeSource.system())).address();
  }

  private boolean isRelay() {
    return switch (roles) {
      case "all" -> false;
      case "relay" -> true;
      default ->
          throw Problem.invalid(
              "invalid_roles",
              "\"" + roles + "\" is not a role of this version; say all or relay.");
    };
  }

  private static String secret(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.NOT_FOUND, "no_such_file", file + " cannot be read.", null, failure);
    }
  }
}
