package io.devq.cli.builds;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.BuildViews;
import io.devq.protocol.HookSignature;
import io.devq.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Tells DevQ what was pushed; git's post-receive hook runs it and writes `before after ref` lines
/// to it.
@Command(
    name = "hook",
    description = {
      "Tell DevQ what was pushed; run by the post-receive hook of a repository.",
      "Reads lines \"BEFORE AFTER REF\" and signs what it says with DEVQ_HOOK_SECRET."
    },
    footer = {"  devq hook shop < pushed-refs      (see: devq repository hook-script shop)"})
public final class HookCommand implements Callable<Integer> {

  private static final int PARTS = 3;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "REPOSITORY", description = "The repository's name.")
  private String repository = "";

  @Override
  public Integer call() throws InterruptedException, IOException {
    String secret = System.getenv().getOrDefault("DEVQ_HOOK_SECRET", "");
    if (secret.isEmpty()) {
      throw Problem.invalid(
          "no_hook_secret",
          "DEVQ_HOOK_SECRET is not set; \"devq repository hook-script "
              + repository
              + "\" prints a hook that sets it.");
    }
    List<BuildViews.Hooked> answers = new ArrayList<>();
    try (DevqClient client = server.connect()) {
      for (BuildViews.Push push : pushes()) {
        answers.add(tell(client, push, secret));
      }
    }
    output.result(answers, () -> answers.forEach(this::print));
    return 0;
  }

  private static List<BuildViews.Push> pushes() throws IOException {
    List<BuildViews.Push> pushes = new ArrayList<>();
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] parts = line.strip().split(" ", PARTS);
      if (parts.length != PARTS) {
        throw Problem.invalid("invalid_push", "\"" + line + "\" is not a line BEFORE AFTER REF.");
      }
      pushes.add(new BuildViews.Push(parts[2], parts[0], parts[1]));
    }
    return pushes;
  }

  private BuildViews.Hooked tell(DevqClient client, BuildViews.Push push, String secret)
      throws InterruptedException {
    byte[] body = Json.strict().bytes(push);
    Call call =
        Call.post("/hooks/git/" + Call.encode(repository))
            .bytes(body, body.length)
            .header("Content-Type", "application/json")
            .header(HookSignature.HEADER, HookSignature.of(body, secret))
            .again();
    return client.transport().send(call, BuildViews.Hooked.class);
  }

  private void print(BuildViews.Hooked answer) {
    output.line(
        answer.build() == null
            ? "devq: " + answer.reason()
            : "devq: build " + answer.number() + " of " + repository + " is " + answer.build());
  }
}
