package io.devq.cli.deploys;

import picocli.CommandLine.Command;

/// Services.
@Command(
    name = "service",
    description = "List services, and set them from their files.",
    subcommands = {ServiceSetCommand.class, ServiceListCommand.class},
    footer = {"  devq service set service.yml", "  devq service list"})
public final class ServiceCommand {}
