package io.devq.cli.jobs;

import picocli.CommandLine.Command;

/// Who is told of what becomes of jobs.
@Command(
    name = "notification",
    description = "Say who is told of what becomes of jobs, by webhook or e-mail.",
    subcommands = {
      NotificationListCommand.class,
      NotificationAddCommand.class,
      NotificationDeleteCommand.class,
      NotificationTestCommand.class,
      NotificationSecretCommand.class,
      NotificationResumeCommand.class
    },
    footer = {
      "  devq notification add --on failed,killed --webhook https://example.org/hook",
      "  devq notification add --on missed --job \"nightly-*\" --email ana@example.org",
      "  devq notification list"
    })
public final class NotificationCommand {}
