package io.devq.cli.deploys;

import picocli.CommandLine.Command;

/// Regions.
@Command(
    name = "region",
    description = "List and add regions, each reached through its relay.",
    subcommands = {RegionListCommand.class, RegionAddCommand.class},
    footer = {
      "  devq region list",
      "  devq region add eu --url http://relay.eu.example:7071 --token-file /etc/devq/relay-token"
    })
public final class RegionCommand {}
