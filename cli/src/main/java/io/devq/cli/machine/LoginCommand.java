package io.devq.cli.machine;

import io.devq.base.Problem;
import io.devq.cli.local.ClientFile;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.ClientSettings;
import io.devq.client.DevqClient;
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

  @Parameters(paramLabel = "URL", description = "The server's address.")
  private String url = "";

  @Override
  public Integer call() throws InterruptedException, IOException {
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
      return URI.create(url);
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
