package io.devq.cli.jobs;

import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Style;
import io.devq.cli.screen.Table;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Lists what there is, newest first.
@Command(
    name = "list",
    description = "List jobs, runs, builds or deployments, newest first.",
    footer = {
      "  devq list                       jobs",
      "  devq list runs --state FAILED   runs that failed",
      "  devq list runs --class lost     runs that were given up because their workers died",
      "  devq list builds --limit 5      the last five builds",
      "  devq list jobs --owner ana --json"
    })
public final class ListCommand implements Callable<Integer> {

  private static final List<String> KINDS = List.of("jobs", "runs", "builds", "deployments");

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      defaultValue = "jobs",
      description = "jobs, runs, builds or deployments.")
  private String what = "jobs";

  @Option(names = "--owner", paramLabel = "WHO", description = "Only this owner's.")
  private @Nullable String owner;

  @Option(names = "--queue", paramLabel = "QUEUE", description = "Only this queue's.")
  private @Nullable String queue;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only this type.")
  private @Nullable String type;

  @Option(names = "--state", paramLabel = "STATE", description = "Only this state.")
  private @Nullable String state;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "Only runs whose end was the doing of: work, lost, timeout, cancelled, system.")
  private @Nullable String outcomeClass;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  private int limit = 20;

  @Override
  public Integer call() throws InterruptedException {
    if (!KINDS.contains(what)) {
      throw Problem.invalid(
          "wrong_kind",
          "\"" + what + "\" cannot be listed; say jobs, runs, builds or deployments.");
    }
    if ((what.equals("builds") || what.equals("deployments"))
        && (owner != null || queue != null || type != null)) {
      throw Problem.invalid(
          "not_a_filter", "Owner, queue and type belong to jobs and runs, not to " + what + ".");
    }
    if (outcomeClass != null && !what.equals("runs")) {
      throw Problem.invalid("not_a_filter", "--class belongs to runs, not to " + what + ".");
    }
    Call call =
        Call.get("/" + what)
            .query("owner", owner)
            .query("queue", queue)
            .query("type", type)
            .query("state", state)
            .query("class", outcomeClass)
            .query("limit", limit);
    try (DevqClient client = server.connect()) {
      JsonNode answer = client.transport().send(call, JsonNode.class);
      output.result(answer, () -> table(answer).print(output::line, "no " + what));
      return 0;
    }
  }

  private Table table(JsonNode answer) {
    Style style = output.style();
    return switch (what) {
      case "jobs" -> jobs(answer, style);
      case "runs" -> runs(answer, style);
      case "builds" -> builds(answer, style);
      case "deployments" -> deployments(answer, style);
      default -> throw new IllegalStateException("checked before: " + what);
    };
  }

  private static Table jobs(JsonNode answer, Style style) {
    Table table = new Table("JOB", "NAME", "TYPE", "KIND", "STATE", "LAST RUN", "NEXT RUN");
    for (JsonNode job : Fields.items(answer)) {
      table.row(
          Fields.text(job, "id"),
          Fields.text(job, "name"),
          Fields.text(job, "type"),
          Fields.text(job, "kind"),
          style.state(Fields.text(job, "state")),
          style.state(Fields.text(job, "lastRun.state")),
          Fields.age(job, "nextRunAt"));
    }
    return table;
  }

  private static Table runs(JsonNode answer, Style style) {
    Table table = new Table("RUN", "TYPE", "STATE", "ATTEMPT", "QUEUE", "DUE", "REASON");
    for (JsonNode run : Fields.items(answer)) {
      table.row(
          Fields.text(run, "id"),
          Fields.text(run, "type"),
          style.state(Fields.text(run, "state")),
          Fields.text(run, "attempt"),
          Fields.text(run, "queue"),
          Fields.age(run, "dueAt"),
          Fields.text(run, "reason"));
    }
    return table;
  }

  private static Table builds(JsonNode answer, Style style) {
    Table table =
        new Table("BUILD", "NUMBER", "REPOSITORY", "BRANCH", "COMMIT", "STATE", "CREATED", "TITLE");
    for (JsonNode build : Fields.items(answer)) {
      table.row(
          Fields.text(build, "id"),
          Fields.text(build, "number"),
          Fields.text(build, "repository"),
          Fields.text(build, "branch"),
          Fields.brief(Fields.text(build, "commit")),
          style.state(Fields.text(build, "state")),
          Fields.age(build, "createdAt"),
          Fields.text(build, "title"));
    }
    return table;
  }

  private static Table deployments(JsonNode answer, Style style) {
    Table table = new Table("DEPLOYMENT", "SERVICE", "ENVIRONMENT", "BUILD", "STATE", "CREATED");
    for (JsonNode deployment : Fields.items(answer)) {
      table.row(
          Fields.text(deployment, "id"),
          Fields.text(deployment, "service"),
          Fields.text(deployment, "environment"),
          Fields.text(deployment, "build"),
          style.state(Fields.text(deployment, "state")),
          Fields.age(deployment, "createdAt"));
    }
    return table;
  }
}
