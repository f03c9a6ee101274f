package io.devq.cli.deploys;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.DevqClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// Lists hosts.
@Command(
    name = "list",
    description = "List hosts, and where each stands with each service.",
    footer = {"  devq host list", "  devq host list --json"})
final class HostListCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.deploys().hosts();
      Table table = new Table("HOST", "REGION", "ENVIRONMENT", "SERVICE", "STATE", "RUNS", "HEARD");
      Fields.items(answer).forEach(host -> rows(table, host));
      output.result(
          answer,
          () ->
              table.print(
                  output::line, "no hosts; start one with: devq agent --host --region NAME"));
      return 0;
    }
  }

  private void rows(Table table, JsonNode host) {
    if (host.path("standings").isEmpty()) {
      row(table, host, Fields.NOTHING, "IDLE", Fields.NOTHING);
    }
    for (JsonNode standing : host.path("standings")) {
      row(
          table,
          host,
          Fields.text(standing, "service"),
          Fields.text(standing, "state"),
          Fields.brief(Fields.text(standing, "active")));
    }
  }

  private void row(Table table, JsonNode host, String service, String state, String runs) {
    boolean reachable = host.path("reachable").asBoolean(true);
    table.row(
        Fields.text(host, "name"),
        Fields.text(host, "region"),
        Fields.text(host, "environment"),
        service,
        output.style().state(reachable ? state : "UNREACHABLE"),
        runs,
        Fields.age(host, "lastHeardAt"));
  }
}
