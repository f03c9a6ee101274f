package io.devq.cli.machine;

import io.devq.agent.runner.Runner;
import io.devq.agent.runner.RunnerSettings;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.local.DataFolders;
import io.devq.cli.screen.Output;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.server.Outside;
import io.devq.server.Server;
import io.devq.server.ServerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A server with its database, and one agent, in one process.
@Command(
    name = "up",
    description = "Start a server, its database and an agent on this machine; Ctrl-C stops them.",
    footer = {
      "  devq up",
      "  devq up --data ~/devq-data --port 8080",
      "  devq up --database postgresql://devq:secret@db:5432/devq"
    })
public final class UpCommand implements Callable<Integer> {

  /// Where a server listens unless told otherwise.
  static final int PORT = 7070;

  @Mixin private Output output = new Output();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder; else DEVQ_DATA or the usual one.")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", description = "Where to listen; 0 takes a free one.")
  private int port = PORT;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "A PostgreSQL; else the embedded one in the data folder.")
  private @Nullable String database = System.getenv("DEVQ_DATABASE_URL");

  @Override
  public Integer call() throws InterruptedException {
    Logs.setUp("warning");
    Path folder = data == null ? DataFolders.standard(System.getenv()) : data.toAbsolutePath();
    output.note("devq: starting with the data in " + folder + " …");
    try (Foreground foreground = new Foreground()) {
      ServerSettings settings =
          ServerSettings.local(folder, port)
              .withDatabase(database)
              .withOutside(Outside.of(System.getenv()));
      Server server = foreground.start(new Server(settings));
      try (DevqClient client = client(server, folder)) {
        foreground.start(runner(folder, client));
        String link = server.signInLink();
        output.result(
            Map.of("address", server.address(), "data", folder.toString(), "signIn", link),
            () -> print(server, folder, link));
        foreground.serve();
      }
      return 0;
    }
  }

  private void print(Server server, Path folder, String link) {
    output.line("DevQ is up at " + server.address());
    output.line(
        "  sign in   "
            + output.style().bold(link)
            + "   (once, within a minute; later: devq login --link)");
    output.line(
        "  try       devq run -- echo hello"
            + (isStandard(folder) ? "" : "   (with DEVQ_DATA=" + folder + ")"));
    output.line("  stop      Ctrl-C, or: devq stop");
  }

  private static boolean isStandard(Path folder) {
    return folder.equals(DataFolders.standard(System.getenv()));
  }

  private static DevqClient client(Server server, Path folder) {
    String token =
        DataFolders.adminToken(folder)
            .orElseThrow(() ->
                Problem.of(
                    Problem.Kind.INTERNAL,
                    "no_admin_token",
                    "There is no token in " + folder + "."));
    return new DevqClient(ClientSettings.of(URI.create(server.address()), token));
  }

  private static Runner runner(Path folder, DevqClient client) {
    RunnerSettings settings =
        RunnerSettings.of("local", folder.resolve("agent"), AgentOptions.version());
    return new Runner(settings, client, TimeSource.system());
  }
}
