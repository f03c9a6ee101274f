package io.devq.cli.machine;

import io.devq.base.Problem;
import io.devq.cli.local.ClientFile;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
import io.devq.protocol.Access;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Remembers a server and a token in the client's file, after trying them.
@Command(
    name = "login",
    description = {
      "Remember a server and a token for this user.",
      "The token is asked for, or read from standard input, so that it shows up in no process list."
    },
    footer = {
      "  devq login http://ci.example:7070",
      "  devq login http://ci.example:7070 < token-file"
    })
public final class LoginCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Parameters(arity = "0..1", paramLabel = "URL", description = "The server's address.")
  private @Nullable String url;

  @Option(names = "--link", description = "Print a link that signs a browser in.")
  private boolean link;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (link == (url != null)) {
      throw Problem.invalid("invalid_login", "Give either a server's address or --link.");
    }
    return link ? link() : remember();
  }

  private int link() throws InterruptedException {
    try (DevqClient client = new ServerOptions().connect()) {
      Access.SignInLink made =
          client.transport().send(Call.post("/sign-in-links"), Access.SignInLink.class);
      String address = client.transport().settings().server() + made.path();
      output.result(
          Map.of("link", address, "expiresAt", made.expiresAt()), () -> output.line(address));
      return 0;
    }
  }

  private int remember() throws InterruptedException, IOException {
    String token = token();
    ClientSettings settings = ClientSettings.of(address(), token);
    try (DevqClient client = new DevqClient(settings)) {
      client.transport().send(Call.get("/caller").once(), JsonNode.class);
    }
    ClientFile file = ClientFile.of(System.getenv());
    String server = settings.server().toString();
    file.write(Map.of("server", server, "token", token));
    output.result(
        Map.of("server", server, "file", file.path().toString()),
        () -> output.line("signed in to " + server + "; remembered in " + file.path()));
    return 0;
  }

  private URI address() {
    try {
      return URI.create(String.valueOf(url));
    } catch (IllegalArgumentException _) {
      throw Problem.invalid(
          "invalid_server", "\"" + url + "\" is not an address; write http://HOST:PORT.");
    }
  }

  private static String token() throws IOException {
    Console console = Objects.requireNonNull(System.console());
    if (console.isTerminal()) {
      char[] typed = console.readPassword("Token: ");
      return typed == null ? "" : new String(typed).strip();
    }
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String line = input.readLine();
    if (line == null || line.isBlank()) {
      throw Problem.invalid("no_token", "No token came in on standard input.");
    }
    return line.strip();
  }
}
