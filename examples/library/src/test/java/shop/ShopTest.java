package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.postgres.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The engine alone, in a program of forty lines with its own data source.
class ShopTest {

  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>([a-z0-9-]+)</artifactId></dependency>");

  @Test
  void anOrderAndItsMailAreThereTogether() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream before = System.out;
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      try {
        Shop.main(address(database));
        Shop.main(address(database));
      } finally {
        System.setOut(before);
      }
      assertEquals("\"sent tea\"\n\"sent tea\"\n", said.toString(StandardCharsets.UTF_8));
    }
  }

  private static String address(TestDatabase database) {
    return database.jdbcUrl()
        + (database.jdbcUrl().contains("?") ? "&" : "?")
        + "currentSchema=devq,public&user="
        + database.user()
        + "&password="
        + URLEncoder.encode(database.password(), StandardCharsets.UTF_8);
  }

  @Test
  void theProgramIsShort() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("src/main/java/shop/Shop.java"));
    long code =
        lines.stream()
            .map(String::strip)
            .filter(
                line -> !line.isEmpty() && !line.startsWith("///") && !line.startsWith("import"))
            .count();
    assertTrue(code <= 40, code + " lines");
  }

  @Test
  void theEngineNeedsLittleElse() throws Exception {
    List<String> few =
        List.of(
            "devq-base",
            "devq-database",
            "jdbi3-core",
            "postgresql",
            "flyway-core",
            "flyway-database-postgresql",
            "jackson-databind",
            "slf4j-api");
    for (String module : List.of("jobs", "database", "base")) {
      DEPENDENCY
          .matcher(Files.readString(Path.of("../..", module, "pom.xml")))
          .results()
          .map(found -> found.group(1))
          .forEach(name -> assertTrue(few.contains(name), module + " needs " + name));
    }
  }
}
