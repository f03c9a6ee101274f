package io.devq.server.api;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.builds.Build;
import io.devq.builds.BuildRequest;
import io.devq.builds.Builds;
import io.devq.builds.Repository;
import io.devq.builds.Trigger;
import io.devq.protocol.BuildViews;
import io.devq.protocol.HookSignature;
import io.devq.protocol.Json;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/hooks`: what forges and git's own hooks say. Needs no token; the body is signed with the hook
/// secret of the repository.
public final class HookRoutes {

  private static final int BODY = 64 * 1024;
  private static final int LONGEST_DELIVERY = 200;
  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  // stands in for the secret of a repository that is not there, so that the answer is the same
  private static final String NO_SECRET = "there is no such repository, and nobody can sign for it";

  private final Builds builds;

  /// Routes to this door.
  public HookRoutes(Builds builds) {
    this.builds = builds;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.post(
                "/api/v1/hooks/{forge}/{repository}",
                Role.ANYONE,
                "Takes the word of a hook, verified by its signature, and builds what was pushed",
                this::pushed)
            .takes(BuildViews.Push.class)
            .upTo(BODY)
            .gives(202, BuildViews.Hooked.class));
  }

  private Response pushed(Request request) throws IOException {
    if (!request.parameter("forge").equals("git")) {
      throw Problem.notFound(
          "unknown_forge",
          "Hooks of this forge are not supported yet; use git's own post-receive hook,"
              + " /api/v1/hooks/git/….");
    }
    byte[] body = request.bytes();
    Repository repository = authentic(request, body);
    BuildViews.Push push = Json.strict().read(body, BuildViews.Push.class);
    String delivery =
        request.header(HookSignature.DELIVERY).orElseGet(() -> "sha256:" + Sha256.of(body));
    if (delivery.isBlank() || delivery.length() > LONGEST_DELIVERY) {
      throw Problem.invalid(
          "invalid_delivery",
          HookSignature.DELIVERY + " has 1 to " + LONGEST_DELIVERY + " characters.");
    }
    return Response.json(202, hooked(repository, push, delivery));
  }

  private Repository authentic(Request request, byte[] body) {
    Repository repository =
        builds.repository(request.project(), request.parameter("repository")).orElse(null);
    String secret = repository == null ? NO_SECRET : repository.hookSecret();
    String signature = request.header(HookSignature.HEADER).orElse("");
    if (!HookSignature.matches(signature, body, secret) || repository == null) {
      throw Problem.of(
          Problem.Kind.UNAUTHENTICATED,
          "invalid_signature",
          "The body is not signed with the hook secret of such a repository; set the hook up"
              + " again.");
    }
    return repository;
  }

  private BuildViews.Hooked hooked(Repository repository, BuildViews.Push push, String delivery) {
    String nothing = nothingToBuild(push);
    if (nothing != null) {
      return new BuildViews.Hooked(null, null, null, nothing);
    }
    BuildId id =
        builds.request(
            repository.project(),
            new BuildRequest(
                repository.name(),
                push.after(),
                after(BRANCHES, push.ref()),
                after(TAGS, push.ref()),
                Trigger.PUSH,
                delivery));
    Build build = builds.build(repository.project(), id).orElseThrow();
    return new BuildViews.Hooked(id, build.number(), build.state().name(), build.reason());
  }

  private static @Nullable String nothingToBuild(BuildViews.Push push) {
    if (!push.after().isEmpty() && push.after().chars().allMatch(c -> c == '0')) {
      return push.ref() + " was deleted; there is nothing to build.";
    }
    if (!push.ref().startsWith(BRANCHES) && !push.ref().startsWith(TAGS)) {
      return push.ref() + " is neither a branch nor a tag; it is not built.";
    }
    return null;
  }

  private static @Nullable String after(String prefix, String ref) {
    return ref.startsWith(prefix) ? ref.substring(prefix.length()) : null;
  }
}
