package io.devq.agent.runner;

import io.devq.base.BuildId;
import io.devq.base.Failpoint;
import io.devq.base.Sha256;
import io.devq.client.worker.Attempt;
import io.devq.client.worker.Ending;
import io.devq.client.worker.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The job type `step`: checks a commit out, runs the script of a build step in it and stores the
/// artifacts it made.
final class StepWork implements Work {

  /// The name of the job type.
  static final String TYPE = "step";

  private final Scripts scripts;
  private final Checkout checkout;

  StepWork(Scripts scripts, Checkout checkout) {
    this.scripts = scripts;
    this.checkout = checkout;
  }

  /// The payload.
  ///
  /// @param repository the repository's name
  /// @param source its path or URL
  /// @param commit the full name of the commit
  /// @param step the step's name
  /// @param artifacts which files of the workspace are stored, as globs such as `target/*.jar`
  record Payload(
      BuildId build,
      int number,
      String repository,
      String source,
      String commit,
      @Nullable String branch,
      @Nullable String tag,
      @Nullable String pullRequest,
      String step,
      String script,
      @Nullable Map<String, String> env,
      @Nullable List<String> artifacts) {}

  @Override
  public Ending run(Attempt attempt) throws IOException, InterruptedException {
    Payload payload = attempt.payload(Payload.class);
    ScriptFiles files = ScriptFiles.in(attempt.folder());
    checkout.run(payload.source(), payload.commit(), files, attempt.log());
    attempt.log().note("step " + payload.step());
    Failpoint.pass("runner.step.start");
    Ending ending =
        scripts.run(
            attempt, files, Scripts.write(payload.script(), files.script()), environment(payload));
    Failpoint.pass("runner.step.done");
    if (ending.succeeded() && payload.artifacts() != null) {
      store(attempt, ArtifactFiles.find(files.workspace(), payload.artifacts()));
    }
    return ending;
  }

  private static void store(Attempt attempt, Map<String, Path> artifacts)
      throws IOException, InterruptedException {
    for (Map.Entry<String, Path> artifact : artifacts.entrySet()) {
      long size = Files.size(artifact.getValue());
      Sha256 sha256 = attempt.upload(artifact.getKey(), artifact.getValue());
      attempt.log().note("stored " + artifact.getKey() + ", " + size + " bytes, SHA-256 " + sha256);
    }
  }

  private static Map<String, String> environment(Payload payload) {
    Map<String, String> all = new TreeMap<>();
    if (payload.env() != null) {
      all.putAll(payload.env());
    }
    all.put("DEVQ_BUILD_ID", payload.build().text());
    all.put("DEVQ_BUILD_NUMBER", Integer.toString(payload.number()));
    all.put("DEVQ_REPOSITORY", payload.repository());
    all.put("DEVQ_COMMIT", payload.commit());
    all.put("DEVQ_STEP", payload.step());
    putIfThere(all, "DEVQ_BRANCH", payload.branch());
    putIfThere(all, "DEVQ_TAG", payload.tag());
    putIfThere(all, "DEVQ_PULL_REQUEST", payload.pullRequest());
    return all;
  }

  private static void putIfThere(Map<String, String> all, String name, @Nullable String value) {
    if (value != null) {
      all.put(name, value);
    }
  }
}
