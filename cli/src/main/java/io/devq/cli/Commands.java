package io.devq.cli;

import io.devq.cli.builds.ArtifactCommand;
import io.devq.cli.builds.BuildCommand;
import io.devq.cli.builds.HookCommand;
import io.devq.cli.builds.InitCommand;
import io.devq.cli.builds.RepositoryCommand;
import io.devq.cli.demo.DemoCommand;
import io.devq.cli.deploys.DeployCommand;
import io.devq.cli.deploys.HostCommand;
import io.devq.cli.deploys.RegionCommand;
import io.devq.cli.deploys.RollbackCommand;
import io.devq.cli.deploys.ServiceCommand;
import io.devq.cli.jobs.AbortCommand;
import io.devq.cli.jobs.BackfillCommand;
import io.devq.cli.jobs.CancelCommand;
import io.devq.cli.jobs.DeleteCommand;
import io.devq.cli.jobs.ListCommand;
import io.devq.cli.jobs.LogsCommand;
import io.devq.cli.jobs.NotificationCommand;
import io.devq.cli.jobs.PauseCommand;
import io.devq.cli.jobs.ReprioritiseCommand;
import io.devq.cli.jobs.RerunCommand;
import io.devq.cli.jobs.ResumeCommand;
import io.devq.cli.jobs.RunCommand;
import io.devq.cli.jobs.ScheduleCommand;
import io.devq.cli.jobs.ShowCommand;
import io.devq.cli.jobs.SubmitCommand;
import io.devq.cli.jobs.TriggerCommand;
import io.devq.cli.jobs.WhyCommand;
import io.devq.cli.machine.AgentCommand;
import io.devq.cli.machine.ConfigCommand;
import io.devq.cli.machine.DoctorCommand;
import io.devq.cli.machine.LoginCommand;
import io.devq.cli.machine.NodesCommand;
import io.devq.cli.machine.QueuesCommand;
import io.devq.cli.machine.ServerCommand;
import io.devq.cli.machine.StatusCommand;
import io.devq.cli.machine.StopCommand;
import io.devq.cli.machine.TokenCommand;
import io.devq.cli.machine.UpCommand;
import io.devq.cli.machine.WorkersCommand;
import java.util.List;
import java.util.function.Supplier;

/// All commands by group, in the order in which the help lists them.
final class Commands {

  /// One command and how to make it.
  record Entry(String name, Supplier<Object> command) {}

  /// Commands that belong together.
  record Group(String title, List<Entry> entries) {}

  /// Every command of the program.
  static final List<Group> GROUPS =
      List.of(
          new Group(
              "Starting and stopping",
              List.of(
                  new Entry("demo", DemoCommand::new),
                  new Entry("up", UpCommand::new),
                  new Entry("status", StatusCommand::new),
                  new Entry("stop", StopCommand::new),
                  new Entry("server", ServerCommand::new),
                  new Entry("agent", AgentCommand::new))),
          new Group(
              "Jobs",
              List.of(
                  new Entry("run", RunCommand::new),
                  new Entry("submit", SubmitCommand::new),
                  new Entry("schedule", ScheduleCommand::new),
                  new Entry("list", ListCommand::new),
                  new Entry("show", ShowCommand::new),
                  new Entry("logs", LogsCommand::new),
                  new Entry("why", WhyCommand::new),
                  new Entry("cancel", CancelCommand::new),
                  new Entry("rerun", RerunCommand::new),
                  new Entry("reprioritise", ReprioritiseCommand::new),
                  new Entry("pause", PauseCommand::new),
                  new Entry("resume", ResumeCommand::new),
                  new Entry("trigger", TriggerCommand::new),
                  new Entry("backfill", BackfillCommand::new),
                  new Entry("delete", DeleteCommand::new),
                  new Entry("notification", NotificationCommand::new))),
          new Group(
              "Builds",
              List.of(
                  new Entry("init", InitCommand::new),
                  new Entry("repository", RepositoryCommand::new),
                  new Entry("build", BuildCommand::new),
                  new Entry("artifact", ArtifactCommand::new),
                  new Entry("hook", HookCommand::new))),
          new Group(
              "Deployments",
              List.of(
                  new Entry("region", RegionCommand::new),
                  new Entry("host", HostCommand::new),
                  new Entry("service", ServiceCommand::new),
                  new Entry("deploy", DeployCommand::new),
                  new Entry("abort", AbortCommand::new),
                  new Entry("rollback", RollbackCommand::new))),
          new Group(
              "Looking around",
              List.of(
                  new Entry("workers", WorkersCommand::new),
                  new Entry("queues", QueuesCommand::new),
                  new Entry("nodes", NodesCommand::new),
                  new Entry("login", LoginCommand::new),
                  new Entry("token", TokenCommand::new),
                  new Entry("config", ConfigCommand::new),
                  new Entry("doctor", DoctorCommand::new))));

  private Commands() {}
}
