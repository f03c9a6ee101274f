package io.devq.cli.deploys;

import picocli.CommandLine.Command;

/// Hosts.
@Command(
    name = "host",
    description = "List hosts and what runs on them.",
    subcommands = {HostListCommand.class},
    footer = {"  devq host list"})
public final class HostCommand {}
