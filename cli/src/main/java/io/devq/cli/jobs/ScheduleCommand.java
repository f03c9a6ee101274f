package io.devq.cli.jobs;

import picocli.CommandLine.Command;

/// Schedules.
@Command(
    name = "schedule",
    description = "Set what runs when, and see when that will be.",
    subcommands = {ScheduleSetCommand.class, SchedulePreviewCommand.class},
    footer = {
      "  devq schedule set nightly --cron \"0 4 * * sun\" --zone Europe/Madrid -- ./report.sh",
      "  devq schedule preview \"30 2 * * *\" --zone Europe/Madrid"
    })
public final class ScheduleCommand {}
