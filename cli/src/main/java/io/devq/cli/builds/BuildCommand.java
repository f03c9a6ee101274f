package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Output;
import io.devq.client.DevqClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Asks for a build.
@Command(
    name = "build",
    description = "Build a commit of a repository; of the one in this folder when none is named.",
    footer = {
      "  devq build --follow",
      "  devq build --repo shop --branch main",
      "  devq build --repo shop --commit 4f1c0de… --follow"
    })
public final class BuildCommand implements Callable<Integer> {

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Option(names = "--repo", paramLabel = "NAME", description = "The repository's name.")
  private @Nullable String repository;

  @Option(names = "--commit", paramLabel = "COMMIT", description = "The commit's full name.")
  private @Nullable String commit;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "The branch; main when neither it nor a commit is said.")
  private @Nullable String branch;

  @Option(
      names = {"-f", "--follow"},
      description = "Show the steps' logs, and end as the build ends.")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    try (DevqClient client = server.connect()) {
      JsonNode asked = client.builds().request(request());
      BuildId build = BuildId.parse(asked.path("id").asString(""));
      if (!follow) {
        output.result(asked, () -> output.line(build.text()));
        return 0;
      }
      output.note("devq: " + build);
      BuildFollower follower = new BuildFollower(client, output.json() ? System.err : output.out());
      JsonNode ended = follower.follow(build);
      output.note("devq: " + build + " " + Fields.text(ended, "state") + why(ended));
      output.result(ended, () -> {});
      return BuildFollower.code(ended);
    }
  }

  private static String why(JsonNode build) {
    return build.hasNonNull("reason") ? ": " + Fields.text(build, "reason") : "";
  }

  private Map<String, String> request() throws InterruptedException {
    Map<String, String> request = new LinkedHashMap<>();
    if (repository != null) {
      request.put("repository", repository);
      if (commit != null) {
        request.put("commit", commit);
      }
      if (branch != null) {
        request.put("branch", branch);
      }
      return request;
    }
    LocalClone clone =
        LocalClone.at(Path.of(""))
            .orElseThrow(() ->
                Problem.invalid(
                    "no_repository",
                    "This folder is not in a git repository; name one with --repo."));
    request.put("repository", clone.name());
    request.put("commit", commit == null ? clone.head() : commit);
    request.put("branch", branch == null ? clone.branch() : branch);
    return request;
  }
}
