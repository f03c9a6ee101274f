package io.devq.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ProgramTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... line) {
    return Program.execute(new PrintWriter(out, true), new PrintWriter(err, true), line);
  }

  @Test
  void withoutWordsTheHelpIsShown() {
    assertEquals(0, run());
    assertTrue(out.toString().contains("Usage: devq"), out.toString());
  }

  @Test
  void aWordThatIsNoCommandIsAnsweredWithTheNearestOne() {
    assertEquals(2, run("lisst"));
    assertTrue(err.toString().contains("'lisst' is not a command of devq"), err.toString());
    assertTrue(err.toString().contains("devq list"), err.toString());
  }

  @Test
  void anOptionThatIsNoneIsAnsweredWithTheNearestOne() {
    assertEquals(2, run("list", "--statte", "FAILED"));
    assertTrue(err.toString().contains("--state"), err.toString());
  }

  @Test
  void aServerThatIsNotThereIsToldInOneLine() {
    assertEquals(3, run("list", "--server", "http://127.0.0.1:1"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("devq up"), err.toString());
  }

  @Test
  void anAddressThatIsNoneIsWrongUse() {
    assertEquals(2, run("list", "--server", "nowhere"));
  }

  static Stream<List<String>> everyCommand() {
    return Commands.GROUPS.stream()
        .flatMap(group -> group.entries().stream())
        .flatMap(entry ->
            Stream.concat(
                Stream.of(List.of(entry.name())),
                new CommandLine(entry.command().get())
                    .getSubcommands().keySet().stream().map(sub -> List.of(entry.name(), sub))));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandExplainsItselfWithExamples(List<String> words) {
    String[] line = Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new);
    assertEquals(0, run(line));
    String help = out.toString();
    assertTrue(
        help.contains("Examples:\n  devq " + words.getFirst()) || help.contains("\n  devq "), help);
    assertFalse(help.lines().anyMatch(text -> text.length() > 140), help);
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandThatDoesSomethingSpeaksJson(List<String> words) {
    String[] line = Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new);
    run(line);
    String help = out.toString();
    assertTrue(help.contains("COMMAND") || help.contains("--json"), help);
  }
}
