package io.devq.deploys.file;

import io.devq.base.Durations;
import io.devq.base.Problem;
import io.devq.deploys.DeployNames;
import io.devq.deploys.ServiceSpec;
import io.devq.deploys.ServiceSpec.Environment;
import io.devq.deploys.ServiceSpec.Health;
import io.devq.deploys.ServiceSpec.Share;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the service file:
///
///     name: web
///     repository: shop
///     artifact: "*.jar"
///     environments: {prod: {regions: [eu, us], strategy: {rolling: {maxUnavailable: 1}}}}
///     install: {unpack: auto}
///     start: "java -jar web.jar --port ${PORT}"
///     health: {http: ":${PORT}/health", for: 10s, within: 60s}
///     env: {MODE: prod}
///     keep: 3
public final class ServiceFile {

  /// The environment of a service that names none.
  public static final String DEFAULT_ENVIRONMENT = "prod";

  /// How many environments, regions of one, and variables a service may have.
  public static final int MOST_ENTRIES = 100;

  /// The longest start command, in characters.
  public static final int LONGEST_START = 4096;

  private static final int DEFAULT_KEEP = 3;
  private static final int MOST_KEEP = 20;
  private static final Duration DEFAULT_HOLDS = Duration.ofSeconds(10);
  private static final Duration DEFAULT_WITHIN = Duration.ofSeconds(60);
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
  private static final Pattern HTTP = Pattern.compile("(https?://[^\\s]+|:[^\\s/]+/[^\\s]*)");
  private static final List<String> KEYS =
      List.of(
          "name",
          "repository",
          "artifact",
          "environments",
          "install",
          "start",
          "health",
          "env",
          "keep");

  private ServiceFile() {}

  /// Reads a file.
  ///
  /// @throws Problem `invalid_service_file` naming line and column
  public static ServiceSpec parse(String text) {
    YamlPart root = YamlPart.read(text);
    Map<String, YamlPart> keys = root.entries(KEYS);
    Health health = health(keys.get("health"));
    YamlPart keep = keys.get("keep");
    return new ServiceSpec(
        name(root.require("name")),
        root.require("repository").text(),
        root.require("artifact").text(),
        environments(keys.get("environments")),
        unpack(keys.get("install")),
        start(root.require("start")),
        health,
        variables(keys.get("env")),
        keep == null ? DEFAULT_KEEP : keep.number(1, MOST_KEEP));
  }

  private static String name(YamlPart part) {
    try {
      return DeployNames.check("/name", part.text());
    } catch (Problem problem) {
      throw problem.code().equals("invalid_name") ? part.wrong(problem.message()) : problem;
    }
  }

  private static String start(YamlPart part) {
    if (part.text().length() > LONGEST_START) {
      throw part.wrong("the command is longer than " + LONGEST_START + " characters.");
    }
    return part.text();
  }

  private static Map<String, Environment> environments(@Nullable YamlPart part) {
    if (part == null) {
      return Map.of(
          DEFAULT_ENVIRONMENT, new Environment(List.of(), new Share(1, false), Duration.ZERO));
    }
    Map<String, Environment> environments = new LinkedHashMap<>();
    part.entries()
        .forEach((name, value) -> environments.put(checked(value, name), environment(value)));
    if (environments.isEmpty() || environments.size() > MOST_ENTRIES) {
      throw part.wrong("a service has 1 to " + MOST_ENTRIES + " environments.");
    }
    return environments;
  }

  private static String checked(YamlPart part, String name) {
    try {
      return DeployNames.check("/environments", name);
    } catch (Problem problem) {
      throw part.wrong(problem.message());
    }
  }

  private static Environment environment(YamlPart part) {
    Map<String, YamlPart> keys = part.entries(List.of("regions", "strategy"));
    YamlPart regions = keys.get("regions");
    List<String> names =
        regions == null ? List.of() : regions.items().stream().map(ServiceFile::name).toList();
    if (names.size() > MOST_ENTRIES || names.stream().distinct().count() != names.size()) {
      throw part.wrong("regions are named once each, and at most " + MOST_ENTRIES + ".");
    }
    YamlPart strategy = keys.get("strategy");
    if (strategy == null) {
      return new Environment(names, new Share(1, false), Duration.ZERO);
    }
    YamlPart rolling = strategy.entries(List.of("rolling")).get("rolling");
    if (rolling == null) {
      throw strategy.wrong("name a strategy: rolling.");
    }
    Map<String, YamlPart> rule = rolling.entries(List.of("maxUnavailable", "bake"));
    return new Environment(
        names, share(rule.get("maxUnavailable")), duration(rule.get("bake"), Duration.ZERO));
  }

  private static Share share(@Nullable YamlPart part) {
    if (part == null) {
      return new Share(1, false);
    }
    String text = part.text().strip();
    if (!text.endsWith("%")) {
      return new Share(part.number(1, 100_000), false);
    }
    String digits = text.substring(0, text.length() - 1);
    if (!digits.matches("\\d{1,3}")
        || Integer.parseInt(digits) < 1
        || Integer.parseInt(digits) > 100) {
      throw part.wrong("\"" + text + "\" is not a share; write a number, or 1% to 100%.");
    }
    return new Share(Integer.parseInt(digits), true);
  }

  private static boolean unpack(@Nullable YamlPart part) {
    YamlPart unpack = part == null ? null : part.entries(List.of("unpack")).get("unpack");
    if (unpack == null) {
      return true;
    }
    return switch (unpack.text()) {
      case "auto", "true" -> true;
      case "none", "false" -> false;
      default -> throw unpack.wrong("\"" + unpack.text() + "\" is not known; write auto or none.");
    };
  }

  private static @Nullable Health health(@Nullable YamlPart part) {
    if (part == null) {
      return null;
    }
    Map<String, YamlPart> keys = part.entries(List.of("http", "for", "within"));
    YamlPart http = part.require("http");
    if (!HTTP.matcher(http.text()).matches()) {
      throw http.wrong("an address looks like :8080/health or http://127.0.0.1:8080/health.");
    }
    Duration holds = duration(keys.get("for"), DEFAULT_HOLDS);
    Duration within = duration(keys.get("within"), DEFAULT_WITHIN);
    if (holds.compareTo(within) >= 0) {
      throw part.wrong("`for` must be shorter than `within`, or the check can never be good.");
    }
    return new Health(http.text(), holds, within);
  }

  private static Duration duration(@Nullable YamlPart part, Duration absent) {
    if (part == null) {
      return absent;
    }
    try {
      return Durations.parse(part.text());
    } catch (Problem problem) {
      throw problem.code().equals("invalid_duration") ? part.wrong(problem.message()) : problem;
    }
  }

  private static Map<String, String> variables(@Nullable YamlPart part) {
    if (part == null) {
      return Map.of();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    part.entries()
        .forEach((name, value) -> {
          if (!VARIABLE.matcher(name).matches()) {
            throw value.wrong("\"" + name + "\" is not a name of a variable.");
          }
          variables.put(name, value.anyText());
        });
    if (variables.size() > MOST_ENTRIES) {
      throw part.wrong("a service has at most " + MOST_ENTRIES + " variables.");
    }
    return variables;
  }
}
