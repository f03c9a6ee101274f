package io.devq.cli;

import java.util.List;
import java.util.function.Supplier;

/// All commands by group, in the order in which the help lists them.
final class Commands {

  /// One command and how to make it.
  record Entry(String name, Supplier<Object> command) {}

  /// Commands that belong together.
  record Group(String title, List<Entry> entries) {}

  /// Every command of the program.
  static final List<Group> GROUPS =
      List.of(new Group("Help", List.of(new Entry("doctor", DoctorCommand::new))));

  private Commands() {}
}
