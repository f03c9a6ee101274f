package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What commands share that change one thing by one call and say how it is afterwards.
final class Change {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ID", description = "An id, or the name of a job.")
  private String id = "";

  /// Finds the call for what the user named.
  @FunctionalInterface
  interface Way {
    Call call(DevqClient client, String id) throws InterruptedException;
  }

  /// Makes the call, then shows what it answered, or else the thing as it is now.
  ///
  /// @param done says what happened, such as `paused`
  int make(String done, Way way) throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(way.call(client, id), JsonNode.class);
      output.result(answer, () -> output.line(sentence(answer, done)));
      return 0;
    }
  }

  /// Makes a call that answers nothing.
  int makeSilently(String done, Way way) throws InterruptedException {
    try (DevqClient client = server.connect()) {
      client.transport().send(way.call(client, id));
      output.result(Map.of("id", id, "done", done), () -> output.line(id + " " + done));
      return 0;
    }
  }

  private String sentence(JsonNode answer, String done) {
    String what = Fields.text(answer, "id");
    String state = Fields.text(answer, "state");
    return (what.equals(Fields.NOTHING) ? id : what)
        + " "
        + done
        + (state.equals(Fields.NOTHING) ? "" : " (" + output.style().state(state) + ")");
  }
}
