package io.devq.cli.builds;

import picocli.CommandLine.Command;

/// Repositories.
@Command(
    name = "repository",
    description = "Make repositories known, and have pushes to them built.",
    subcommands = {
      RepositoryAddCommand.class,
      RepositoryListCommand.class,
      RepositoryHookCommand.class
    },
    footer = {"  devq repository add shop /srv/git/shop.git", "  devq repository list"})
public final class RepositoryCommand {}
