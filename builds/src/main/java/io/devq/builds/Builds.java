package io.devq.builds;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.blobs.Blob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one door to repositories and builds. A command that returns is durable. Everything belongs
/// to a project; what lives in another project is not found.
public interface Builds {

  /// Registers a repository after looking whether there is one at its source. The same name and
  /// source again answers with the one that is there.
  ///
  /// @throws Problem `invalid_name`, `invalid_source`, `not_a_repository`, `name_taken`
  Repository register(String project, NewRepository repository);

  /// The repositories, by name.
  List<Repository> repositories(String project);

  /// A repository.
  Optional<Repository> repository(String project, String name);

  /// Forgets a repository and cancels its builds that are under way. Its builds stay, and a
  /// repository registered later under the name goes on with their numbers.
  ///
  /// @throws Problem `unknown_repository`
  void deleteRepository(String project, String name, String by);

  /// The JSON Schema of the pipeline file, as text.
  String pipelineSchema();

  /// Asks for a build. Asking again with the same delivery answers with the build that is there.
  ///
  /// @throws Problem `unknown_repository`, `idempotency_key_reused` when the delivery was used to
  ///   ask for something else
  BuildId request(String project, BuildRequest request);

  /// A build with its steps and artifacts.
  Optional<Build> build(String project, BuildId id);

  /// Builds, newest first.
  ///
  /// @param cursor the last one seen, or null
  /// @param limit 1 to [BuildLimits#PAGE]
  List<Build> builds(String project, BuildFilter filter, @Nullable BuildId cursor, int limit);

  /// Builds of all projects that succeeded within the last `age`, newest first: for those who act
  /// on success and may have missed the word of it.
  List<Build> succeeded(Duration age, int limit);

  /// Ends a build: steps that run are cancelled, others do not start. A build that is over stays as
  /// it is.
  ///
  /// @param by who asks, for the reason
  /// @throws Problem `unknown_build`
  void cancel(String project, BuildId id, String by);

  /// Builds the commit of an earlier build again, under a new number.
  ///
  /// @param delivery as in [BuildRequest]
  /// @throws Problem `unknown_build`, `not_finished`
  BuildId rerun(String project, BuildId id, @Nullable String delivery);

  /// Checks that an attempt may store an artifact of this name now. Called before its bytes are
  /// taken.
  ///
  /// @throws Problem `not_a_step`, `attempt_replaced`, `too_many_artifacts`,
  ///   `invalid_artifact_name`
  void requireStorable(String project, RunId run, int attempt, String name);

  /// Notes that an attempt stored an artifact. Repeating it changes nothing.
  ///
  /// @throws Problem as [#requireStorable], and `artifact_exists` when other bytes have that name
  Artifact artifactStored(String project, RunId run, int attempt, String name, Blob blob);

  /// The artifacts of a build, by name.
  ///
  /// @throws Problem `unknown_build`
  List<Artifact> artifacts(String project, BuildId id);

  /// An artifact of a build.
  Optional<Artifact> artifact(String project, BuildId id, String name);
}
