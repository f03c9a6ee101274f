package io.devq.cli.machine;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import io.devq.protocol.Views;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What commands share that change a queue.
final class QueueChangeOptions {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "QUEUE", description = "The queue's name; a new one is made.")
  private String queue = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for those who ask.")
  private @Nullable String note;

  @Nullable String note() {
    return note;
  }

  /// Makes the change and says how the queue is now.
  int make(Views.QueueChange change) throws InterruptedException {
    try (DevqClient client = server.connect()) {
      Call call = Call.patch("/queues/" + Call.encode(queue)).json(change).again();
      JsonNode answer = client.transport().send(call, JsonNode.class);
      output.result(answer, () -> output.line(sentence(answer)));
      return 0;
    }
  }

  private String sentence(JsonNode answer) {
    String most = Fields.text(answer, "maxRunning");
    return Fields.text(answer, "name")
        + " is "
        + output.style().state(QueuesCommand.state(answer))
        + ", weight "
        + Fields.text(answer, "weight")
        + (most.equals(Fields.NOTHING) ? "" : ", at most " + most + " at once")
        + "; "
        + Fields.text(answer, "running")
        + " running";
  }
}
