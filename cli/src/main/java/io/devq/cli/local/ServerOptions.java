package io.devq.cli.local;

import io.devq.base.Problem;
import io.devq.client.Call;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that talks to a server.
public final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Which server; else DEVQ_SERVER, client.yaml, or the one on this machine.")
  private @Nullable String server;

  @Option(
      names = "--project",
      paramLabel = "NAME",
      description = "Which project; else the default one.")
  private @Nullable String project;

  /// A client for the server these options mean. The caller closes it.
  ///
  /// A server that is not there is told at once: what the client repeats for the sake of programs
  /// would only keep a person waiting.
  ///
  /// @throws Problem `invalid_server`, `server_unreachable`
  public DevqClient connect() throws InterruptedException {
    DevqClient client = new DevqClient(settings());
    try {
      client.transport().send(Call.root("/livez").once());
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.UNAVAILABLE) {
        client.close();
        throw problem;
      }
    }
    return client;
  }

  /// Where the server is and who calls.
  public ClientSettings settings() {
    Whereabouts whereabouts = Whereabouts.ofProcess();
    Setting address = whereabouts.server(server);
    @Nullable String token = whereabouts.token(address).map(Setting::value).orElse(null);
    return ClientSettings.of(uri(address.value()), token)
        .inProject(whereabouts.project(project).value());
  }

  private static URI uri(String address) {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException _) {
      throw Problem.invalid(
          "invalid_server",
          "\"" + address + "\" is not the address of a server; write http://HOST:PORT.");
    }
  }
}
