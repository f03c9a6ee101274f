package io.devq.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every command that a guide or a help shows as an example is one that the program takes.
class GuidesTest {

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern INLINE = Pattern.compile("`devq ([a-z]+)[^`]*`");
  private static final List<String> OF_THE_LAUNCHER = List.of("test", "bench", "chaos");
  private static final List<String> ENDS = List.of("|", "<", ">", "#");

  private static CommandLine program() {
    CommandLine root = new CommandLine(new Devq());
    Commands.GROUPS.stream()
        .flatMap(group -> group.entries().stream())
        .forEach(entry -> root.addSubcommand(entry.name(), entry.command().get()));
    return root;
  }

  private static List<Path> guides() throws IOException {
    List<Path> guides = new ArrayList<>(List.of(Path.of("../README.md")));
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(guides::add);
    }
    return guides;
  }

  static Stream<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    for (Path guide : guides()) {
      for (String line : Files.readAllLines(guide)) {
        if (line.matches("    (\\./)?devq .*")) {
          examples.add(line.strip());
        }
      }
    }
    Stream<String> helps =
        program().getSubcommands().values().stream().flatMap(GuidesTest::footers);
    return Stream.concat(examples.stream(), helps)
        .filter(line -> !OF_THE_LAUNCHER.contains(line.split(" ")[1]));
  }

  private static Stream<String> footers(CommandLine command) {
    Stream<String> own =
        Arrays.stream(command.getCommandSpec().usageMessage().footer())
            .map(String::strip)
            .filter(line -> line.startsWith("devq ") && !line.contains("$("));
    return Stream.concat(
        own, command.getSubcommands().values().stream().flatMap(GuidesTest::footers));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isACommandOfTheProgram(String example) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(example.replaceFirst("  +[(a-zA-Z].*$", ""));
    while (matcher.find() && !ENDS.contains(matcher.group())) {
      words.add(
          Stream.of(1, 2, 3).map(matcher::group).filter(text -> text != null).findFirst().get());
    }
    String[] line = words.subList(1, words.size()).toArray(String[]::new);
    assertDoesNotThrow(() -> program().parseArgs(line), example);
  }

  @Test
  void commandsNamedInASentenceAreThere() throws IOException {
    for (Path guide : guides()) {
      INLINE
          .matcher(Files.readString(guide))
          .results()
          .map(found -> found.group(1))
          .filter(word -> !OF_THE_LAUNCHER.contains(word))
          .forEach(word -> assertTrue(program().getSubcommands().containsKey(word), word));
    }
  }

  @Test
  void thereAreExamples() throws IOException {
    assertTrue(examples().count() > 60);
  }
}
