package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What commands share that change one thing by one call and say how it is afterwards.
final class Change {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(arity = "0..1", paramLabel = "ID", description = "An id, or the name of a job.")
  private String id = "";

  /// Finds the call for what the user named.
  @FunctionalInterface
  interface Way {
    Call call(DevqClient client, String id) throws InterruptedException;
  }

  /// Changes many runs when a filter is given instead of an id.
  ///
  /// @param path what is asked of the API
  /// @return the exit code, or null when an id is given
  @Nullable Integer makeMany(Selection selection, String path, String done)
      throws InterruptedException {
    if (!selection.isGiven()) {
      return null;
    }
    if (!id.isEmpty()) {
      throw Problem.invalid("too_many_targets", "Give either an id or a filter.");
    }
    try (DevqClient client = server.connect()) {
      return selection.change(client, output, path, done, null);
    }
  }

  private void requireId() {
    if (id.isEmpty()) {
      throw Problem.invalid("missing_id", "Say which one: an id, or the name of a job.");
    }
  }

  /// Makes the call, then shows what it answered, or else the thing as it is now.
  ///
  /// @param done says what happened, such as `paused`
  int make(String done, Way way) throws InterruptedException {
    requireId();
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(way.call(client, id), JsonNode.class);
      output.result(answer, () -> output.line(sentence(answer, done)));
      return 0;
    }
  }

  /// Makes a call that answers nothing.
  int makeSilently(String done, Way way) throws InterruptedException {
    requireId();
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
