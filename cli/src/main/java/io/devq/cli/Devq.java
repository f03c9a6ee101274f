package io.devq.cli;

import picocli.CommandLine.Command;

/// The program itself, which does nothing without a command.
@Command(
    name = "devq",
    description =
        "Runs jobs, builds commits and deploys what they make, and never loses any of it on the way.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  devq demo                         the guided tour",
      "  devq up                           start a server and an agent on this machine",
      "  devq run -- make test             run a command as a job, and end as it ends",
      "  devq COMMAND --help               what a command does, with examples"
    })
final class Devq {}
