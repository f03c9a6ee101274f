package io.devq.cli.machine;

import picocli.CommandLine.Command;

/// Settings.
@Command(
    name = "config",
    description = "Explain the settings in force.",
    subcommands = {ConfigExplainCommand.class},
    footer = {"  devq config explain"})
public final class ConfigCommand {}
