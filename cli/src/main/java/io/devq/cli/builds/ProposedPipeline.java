package io.devq.cli.builds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A first `.devq.yml` for a project, from the build files it has.
///
/// @param tool what it was made for, such as `Maven`
/// @param text the file
public record ProposedPipeline(String tool, String text) {

  /// The name of the pipeline file.
  public static final String FILE = ".devq.yml";

  private static final Pattern MAKE_TEST = Pattern.compile("(?m)^(test|check)\\s*:(?!=)");
  private static final Pattern NPM_TEST = Pattern.compile("\"test\"\\s*:\\s*\"(?!echo)");
  private static final Pattern NPM_BUILD = Pattern.compile("\"build\"\\s*:");

  private static final List<String> LICENCES = List.of("LICENSE", "LICENSE.txt", "LICENSE.md");
  private static final Pattern APACHE = Pattern.compile("Apache License\\s+Version 2\\.0");
  private static final String APACHE_LINE =
      "# Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0\n";

  /// What fits a folder, or empty when nothing there is known. Where the project's licence is
  /// Apache's the file says so, because such projects often check that every file does.
  public static Optional<ProposedPipeline> of(Path folder) {
    return forTool(folder)
        .map(made ->
            new ProposedPipeline(made.tool, (isApaches(folder) ? APACHE_LINE : "") + made.text));
  }

  private static boolean isApaches(Path folder) {
    return LICENCES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .anyMatch(file -> APACHE.matcher(read(file)).find());
  }

  private static Optional<ProposedPipeline> forTool(Path folder) {
    if (Files.isRegularFile(folder.resolve("pom.xml"))) {
      return Optional.of(maven());
    }
    if (Files.isRegularFile(folder.resolve("package.json"))) {
      return Optional.of(npm(read(folder.resolve("package.json")), folder));
    }
    return List.of("GNUmakefile", "makefile", "Makefile").stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(file -> make(read(file)));
  }

  private static ProposedPipeline maven() {
    return new ProposedPipeline(
        "Maven",
        """
        steps:
          verify:
            run: mvn -B -ntp verify
            timeout: 30m
            artifacts: ["target/*.jar"]
        """);
  }

  private static ProposedPipeline npm(String description, Path folder) {
    String install =
        Files.exists(folder.resolve("package-lock.json")) ? "npm ci" : "npm install --no-audit";
    StringBuilder script = new StringBuilder("      " + install + "\n");
    if (NPM_BUILD.matcher(description).find()) {
      script.append("      npm run build\n");
    }
    if (NPM_TEST.matcher(description).find()) {
      script.append("      npm test\n");
    }
    return new ProposedPipeline(
        "npm",
        """
        steps:
          package:
            run: |
        %s      npm pack
            timeout: 30m
            artifacts: ["*.tgz"]
        """
            .formatted(script));
  }

  private static ProposedPipeline make(String makefile) {
    var test = MAKE_TEST.matcher(makefile);
    String testing = test.find() ? "      make " + test.group(1) + "\n" : "";
    return new ProposedPipeline(
        "make",
        """
        steps:
          build:
            run: |
              make
        %s      git archive --format=tar.gz -o source.tar.gz HEAD
            timeout: 30m
            artifacts: ["source.tar.gz"]
        """
            .formatted(testing));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1); // whatever else is in it
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
