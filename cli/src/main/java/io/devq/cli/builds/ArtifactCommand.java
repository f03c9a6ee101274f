package io.devq.cli.builds;

import picocli.CommandLine.Command;

/// Artifacts of builds.
@Command(
    name = "artifact",
    description = "List, fetch and verify what builds made.",
    subcommands = {
      ArtifactListCommand.class,
      ArtifactGetCommand.class,
      ArtifactVerifyCommand.class
    },
    footer = {"  devq artifact list build_06e1q5v3ws0m2r7k8g4n9x1c2b"})
public final class ArtifactCommand {}
