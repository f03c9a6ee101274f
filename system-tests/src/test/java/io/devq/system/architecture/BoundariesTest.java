package io.devq.system.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static io.devq.system.architecture.Program.forbid;
import static io.devq.system.architecture.Program.in;
import static io.devq.system.architecture.Program.those;
import static io.devq.system.architecture.Program.under;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What only some packages may touch.
class BoundariesTest {

  private static final String[] FEATURES = {
    "io.devq.jobs", "io.devq.blobs", "io.devq.builds", "io.devq.deploys"
  };

  /// Values and the streams that doors hand over; nothing that opens, connects or starts.
  private static final Set<String> VALUES =
      Set.of(
          "java.io.IOException",
          "java.io.UncheckedIOException",
          "java.io.InputStream",
          "java.io.OutputStream",
          "java.io.Serializable",
          "java.io.Closeable",
          "java.net.URI");

  private static final DescribedPredicate<JavaClass> STORES =
      those("of a store package", type -> (type.getPackageName() + ".").contains(".store."));

  private static final DescribedPredicate<JavaClass> IO =
      those(
          "class that does I/O",
          type -> {
            String name = type.getName();
            String home = type.getPackageName();
            return !VALUES.contains(name)
                && (home.equals("java.io")
                    || home.equals("java.net")
                    || home.equals("java.net.http")
                    || home.equals("java.nio.channels")
                    || home.equals("java.sql")
                    || home.equals("javax.sql")
                    || name.equals("java.nio.file.Files")
                    || name.equals("java.lang.ProcessBuilder")
                    || name.equals("java.lang.Runtime"));
          });

  @Test
  void theRootOfAFeatureDoesNoIo() {
    forbid(in(FEATURES), IO, under("io.devq.blobs.files", "io.devq.agent"));
  }

  @Test
  void theRootOfAFeatureKnowsNoDatabase() {
    forbid(in(FEATURES), under("io.devq.database"), STORES);
  }

  @Test
  void onlyStoresUseTheDatabase() {
    forbid(
        not(STORES.or(under("io.devq.database")).or(in("io.devq.server")))
            .as("neither of a store package nor of the composition root"),
        under("io.devq.database"),
        STORES);
  }

  @Test
  void onlyTheDatabaseModuleKnowsJdbc() {
    DescribedPredicate<JavaClass> testDatabase =
        those(
            "of TestDatabase", type -> type.getName().startsWith("io.devq.postgres.TestDatabase"));
    DescribedPredicate<JavaClass> handedOver =
        those("handed over by users", type -> type.getName().equals("javax.sql.DataSource"));
    forbid(
        not(under("io.devq.database").or(testDatabase)).as("not of the database module"),
        under("java.sql", "javax.sql", "org.jdbi", "org.flywaydb", "org.postgresql")
            .and(not(handedOver)),
        under("io.devq.database"));
  }

  @Test
  void onlyTheCompositionRootPoolsConnections() {
    forbid(
        not(in("io.devq.server")).as("not of the composition root"),
        under("com.zaxxer"),
        in("io.devq.server"));
  }

  @Test
  void onlyTheHttpFrameKnowsTheWebFramework() {
    forbid(
        not(under("io.devq.server.http")).as("not of the HTTP frame"),
        under("io.javalin", "org.eclipse.jetty", "jakarta.servlet"),
        under("io.devq.server.http"));
  }

  @Test
  void theHttpFrameKnowsNoFeature() {
    forbid(under("io.devq.server.http"), under(FEATURES), under("io.devq.server.api"));
  }

  @Test
  void theApiAndThePagesUseOnlyDoors() {
    forbid(
        under("io.devq.server.api", "io.devq.server.web", Program.TEMPLATES),
        under(FEATURES).and(not(in(FEATURES))).as("class behind the door of a feature"),
        in("io.devq.server"));
  }

  @Test
  void onlyTheCompositionRootStartsEngines() {
    DescribedPredicate<JavaClass> engines =
        those("engine", type -> type.getSimpleName().endsWith("Engine"))
            .and(under("io.devq"))
            .as("engine");
    forbid(
        under("io.devq.server").and(not(in("io.devq.server"))).as("of the server below its root"),
        engines,
        in("io.devq.server"));
  }
}
