package io.devq.cli.jobs;

import picocli.CommandLine.Command;

/// Schedules.
@Command(
    name = "schedule",
    description = "Set what runs when.",
    subcommands = {ScheduleSetCommand.class},
    footer = {
      "  devq schedule set nightly --cron \"0 4 * * sun\" --zone Europe/Madrid -- ./report.sh"
    })
public final class ScheduleCommand {}
