package io.devq.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/// The list of commands in the program's help, by group.
final class CommandList {

  private static final int NAME_WIDTH = 14;

  private CommandList() {}

  /// The list for the program `help` describes.
  static String render(Help help) {
    Map<String, CommandLine> commands = help.commandSpec().commandLine().getSubcommands();
    StringBuilder list = new StringBuilder();
    for (Commands.Group group : Commands.GROUPS) {
      list.append(String.format("%n  %s%n", group.title()));
      for (Commands.Entry entry : group.entries()) {
        CommandLine command = commands.get(entry.name());
        if (command != null) {
          list.append(line(entry.name(), command));
        }
      }
    }
    return list.toString();
  }

  private static String line(String name, CommandLine command) {
    List<String> description = List.of(command.getCommandSpec().usageMessage().description());
    String first = description.isEmpty() ? "" : description.getFirst();
    return String.format("    %-" + NAME_WIDTH + "s %s%n", name, first);
  }
}
