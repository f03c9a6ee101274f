package io.devq.cli;

import io.devq.cli.screen.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns a command line into a command, runs it, and turns whatever happens into an exit code and a
/// sentence.
final class Program {

  private static final int HELP_WIDTH = 100;

  private static final List<String> HELP_SECTIONS =
      List.of(
          UsageMessageSpec.SECTION_KEY_DESCRIPTION,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS,
          UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
          UsageMessageSpec.SECTION_KEY_FOOTER,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST);

  private Program() {}

  /// Runs the command that `arguments` name; without any, prints the help.
  ///
  /// @return the exit code
  static int execute(String... arguments) {
    return execute(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        arguments);
  }

  /// The same with its help and its complaints going elsewhere.
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    String[] line = arguments.length == 0 ? new String[] {"--help"} : arguments;
    CommandLine root = new CommandLine(new Devq());
    addCommands(root, line[0]);
    root.setOut(out);
    root.setErr(err);
    root.setExecutionStrategy(Program::run);
    root.setParameterExceptionHandler((wrong, _) -> wrongUse(wrong));
    root.setExecutionExceptionHandler((failure, at, _) -> Failures.report(failure, at.getErr()));
    dress(root);
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandList::render);
    return root.execute(line);
  }

  /// Adds the one command that the first word names, or all when it names none: making all of them
  /// takes longer than most commands run.
  private static void addCommands(CommandLine root, String word) {
    List<Commands.Entry> all =
        Commands.GROUPS.stream().flatMap(group -> group.entries().stream()).toList();
    Optional<Commands.Entry> named =
        all.stream().filter(entry -> entry.name().equals(word)).findFirst();
    for (Commands.Entry entry : named.map(List::of).orElse(all)) {
      root.addSubcommand(entry.name(), entry.command().get());
    }
  }

  private static void dress(CommandLine command) {
    command.setHelpSectionKeys(HELP_SECTIONS);
    command.setUsageHelpWidth(HELP_WIDTH);
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.getCommandSpec().version("devq " + Version.text());
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.synopsisHeading("%nUsage: ");
    usage.synopsisSubcommandLabel("COMMAND");
    usage.footerHeading("%nExamples:%n");
    usage.parameterListHeading("%nArguments:%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.sortOptions(false);
    command.getSubcommands().values().forEach(Program::dress);
  }

  private static int run(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean asked = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (!asked && !(last.commandSpec().userObject() instanceof Callable<?>)) {
      String name = last.commandSpec().qualifiedName();
      throw new ParameterException(
          last.commandSpec().commandLine(), "say what '" + name + "' should do");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int wrongUse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("devq: " + sentence(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.WRONG_USE;
  }

  private static String sentence(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      CommandLine command = wrong.getCommandLine();
      String word = unmatched.getUnmatched().getFirst();
      return command.getSubcommands().isEmpty()
          ? "'" + word + "' is one word too many"
          : "'" + word + "' is not a command of " + command.getCommandSpec().qualifiedName();
    }
    return String.valueOf(wrong.getMessage());
  }
}
