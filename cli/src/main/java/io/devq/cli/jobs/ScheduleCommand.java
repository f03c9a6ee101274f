package io.devq.cli.jobs;

import picocli.CommandLine.Command;

/// Schedules.
@Command(
    name = "schedule",
    description = "Set what runs when, and see when that will be.",
    subcommands = {
      ScheduleSetCommand.class,
      ScheduleListCommand.class,
      ScheduleShowCommand.class,
      SchedulePreviewCommand.class,
      PauseCommand.class,
      ResumeCommand.class
    },
    footer = {
      "  devq schedule set nightly --cron \"0 4 * * sun\" --zone Europe/Madrid -- ./report.sh",
      "  devq schedule preview \"30 2 * * *\" --zone Europe/Madrid",
      "  devq schedule show nightly",
      "  devq schedule pause nightly --note \"until the disk is bigger\""
    })
public final class ScheduleCommand {}
