package io.devq.builds.flow;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.builds.BuildRequest;
import io.devq.builds.NewRepository;
import io.devq.builds.Repository;
import io.devq.builds.source.Sources;
import io.devq.builds.store.RepositoryRows;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Registers repositories.
final class Registration {

  private static final String USUAL_BRANCH = "main";
  private static final int SECRET_BYTES = 32;
  private static final int SHORTEST_SECRET = 16;
  private static final int LONGEST_SECRET = 200;

  private final RepositoryRows rows;
  private final Sources sources;
  private final SecureRandom random = new SecureRandom();

  Registration(RepositoryRows rows, Sources sources) {
    this.rows = rows;
    this.sources = sources;
  }

  Repository register(String project, NewRepository asked) {
    String name = Repository.checkName(asked.name());
    BuildRequest.checkRef("/branch", asked.branch());
    String secret = secret(asked.hookSecret());
    Sources.Found found = sources.check(asked.source());
    Repository repository =
        new Repository(
            project, name, found.source(), branch(asked, found), secret, TimeSource.system().now());
    boolean _ = rows.insert(repository);
    Repository stored = rows.find(project, name).orElseThrow(() -> taken(name));
    boolean same =
        stored.source().equals(repository.source())
            && (asked.branch() == null || asked.branch().equals(stored.branch()))
            && (asked.hookSecret() == null || secret.equals(stored.hookSecret()));
    if (!same) {
      throw taken(name);
    }
    return stored;
  }

  private static String branch(NewRepository asked, Sources.Found found) {
    if (asked.branch() != null) {
      return asked.branch();
    }
    return found.branch() == null ? USUAL_BRANCH : found.branch();
  }

  private static Problem taken(String name) {
    return Problem.conflict(
        "name_taken",
        "There is another repository \"" + name + "\"; choose another name or delete that one.");
  }

  private String secret(@Nullable String asked) {
    if (asked == null) {
      byte[] bytes = new byte[SECRET_BYTES];
      random.nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
    if (asked.length() < SHORTEST_SECRET
        || asked.length() > LONGEST_SECRET
        || asked.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw Problem.invalid(
          "invalid_secret",
          "A hook secret has "
              + SHORTEST_SECRET
              + " to "
              + LONGEST_SECRET
              + " printable ASCII characters without blanks.",
          "/hookSecret");
    }
    return asked;
  }
}
