package io.devq.system.browser;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.RunId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What the pages show: jobs that went well and badly, one that waits and one on a schedule, a
/// commit that was built, and its artifact on the hosts of two regions.
///
/// @param succeeded a run with a short log
/// @param job a recurring job
record Content(RunId succeeded, RunId failed, String job, BuildId build, DeploymentId deployment) {

  /// A name that would do harm in a page that does not escape.
  static final String HOSTILE = "<img src=x onerror=alert(1)> & \"quotes\"";

  private static final String PIPELINE =
      """
      on: {push: {branches: [main]}}
      steps:
        check:   {run: "test -s site/index.html && echo checked"}
        package: {needs: [check], run: "tar czf site.tar.gz -C site .", artifacts: [site.tar.gz]}
      """;

  private static final String SERVICE =
      """
      name: site
      repository: site
      artifact: "site.tar.gz"
      environments: {prod: {strategy: {rolling: {maxUnavailable: 2}}}}
      start: "\\"$JAVA_HOME/bin/jwebserver\\" -b 127.0.0.1 -p $PORT"
      health: {http: ":${PORT}/", for: 300ms, within: 30s}
      """;

  /// Fills premises that are empty.
  static Content fill(Premises premises) throws IOException, InterruptedException {
    Git.repository(
        premises.folder("site"), Map.of(".devq.yml", PIPELINE, "site/index.html", "<h1>Shop</h1>"));
    for (String region : List.of("eu", "us")) {
      premises.region(region);
      premises.host(region, region + "-1");
    }
    premises.host("eu", "eu-2");
    RunId succeeded = premises.shell("echo hello", Map.of("owner", "ana"));
    RunId failed =
        premises.shell("echo oh no >&2; exit 3", Map.of("retry", Map.of("maxAttempts", 1)));
    premises.shell("echo late", Map.of("labels", List.of("gpu"), "name", HOSTILE));
    String job = premises.post("/jobs", nightly()).get("id").asString();
    premises.post("/services", Map.of("file", SERVICE));
    BuildId build = build(premises);
    premises.ended(succeeded);
    premises.ended(failed);
    return new Content(succeeded, failed, job, build, deploy(premises, build));
  }

  private static Map<String, ?> nightly() {
    return Map.of(
        "type", "shell",
        "name", "nightly-report",
        "description", "Sums up the day for everybody who was not there",
        "owner", "ana",
        "payload", Map.of("script", "make report"),
        "schedule", Map.of("cron", "0 4 * * sun", "zone", "Europe/Madrid"));
  }

  private static BuildId build(Premises premises) throws IOException, InterruptedException {
    premises.client().builds().register("site", premises.folder("site").toString());
    JsonNode asked = premises.client().builds().request(Map.of("repository", "site"));
    BuildId build = BuildId.parse(asked.get("id").asString());
    JsonNode ended = end(premises, "builds", build.text());
    if (!ended.get("state").asString().equals("SUCCEEDED")) {
      throw new AssertionError("the build did not succeed: " + ended);
    }
    return build;
  }

  private static DeploymentId deploy(Premises premises, BuildId build) throws InterruptedException {
    premises.await(
        "copies in all regions",
        () ->
            Optional.of(premises.client().builds().deployability(build))
                .filter(answer -> answer.get("yes").asBoolean()));
    premises.await(
        "all hosts",
        () ->
            Optional.of(premises.client().deploys().hosts())
                .filter(answer -> answer.get("items").size() == 3));
    JsonNode asked =
        premises.client().deploys().start(Map.of("service", "site", "build", build.text()));
    String id = asked.get("id").asString();
    JsonNode ended = end(premises, "deployments", id);
    if (!ended.get("state").asString().equals("SUCCEEDED")) {
      throw new AssertionError("the deployment did not succeed: " + ended);
    }
    return DeploymentId.parse(id);
  }

  private static JsonNode end(Premises premises, String kind, String id)
      throws InterruptedException {
    Set<String> ends = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "ABORTED", "ROLLED_BACK");
    return premises.await(
        "the end of " + id,
        () ->
            Optional.of(premises.get("/" + kind + "/" + id))
                .filter(answer -> ends.contains(answer.get("state").asString())));
  }
}
