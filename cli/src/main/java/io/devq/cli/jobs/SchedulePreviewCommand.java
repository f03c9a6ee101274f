package io.devq.cli.jobs;

import io.devq.cli.local.ServerOptions;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import io.devq.client.DevqClient;
import io.devq.protocol.Schedules;
import io.devq.protocol.Views;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows when a cron expression will fire.
@Command(
    name = "preview",
    description = "Show when a cron expression will fire, also around the next clock change.",
    footer = {
      "  devq schedule preview \"30 2 * * *\" --zone Europe/Madrid",
      "  devq schedule preview @weekly -n 3",
      "  devq schedule preview \"H H(0-7) * * *\" --name nightly --exclude holidays"
    })
final class SchedulePreviewCommand implements Callable<Integer> {

  private static final int DATE = 10;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPR",
      description = "Five fields, six with seconds first, or @daily and friends.")
  private @Nullable String expression;

  @Mixin private ScheduleOptions when = new ScheduleOptions();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The job it would be of: H and --spread depend on it.")
  private @Nullable String name;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many firings, 1 to 200; 10 when not said.")
  private @Nullable Integer count;

  @Override
  public Integer call() throws InterruptedException {
    Views.Schedule schedule = expression == null ? when.schedule() : when.with(expression);
    try (DevqClient client = server.connect()) {
      Schedules.Preview preview =
          client.jobs().preview(new Schedules.Ask(schedule, null, count, name));
      output.result(preview, () -> print(preview));
      return 0;
    }
  }

  private void print(Schedules.Preview preview) {
    table(preview.next(), preview.zone()).print(output::line, "it never fires again");
    if (preview.remark() != null) {
      output.line(preview.remark());
    }
    Schedules.ClockChange change = preview.change();
    if (change == null) {
      return;
    }
    output.line("");
    output.line(
        "Clocks in "
            + preview.zone()
            + " change on "
            + day(change.from())
            + ": from "
            + time(change.from())
            + " to "
            + time(change.to())
            + (change.kind().equals("missing") ? " does not exist." : " comes twice."));
    table(change.around(), preview.zone()).print(output::line, "it does not fire around then");
  }

  private Table table(List<Schedules.Firing> firings, String name) {
    Table table = new Table("LOCAL TIME (" + name + ")", "UTC", "");
    for (Schedules.Firing firing : firings) {
      String note =
          firing.skipped() == null
              ? firing.note()
              : "skipped" + (firing.note() == null ? "" : ": " + firing.note());
      table.row(
          day(firing.local()) + " " + time(firing.local()),
          firing.at().toString(),
          note == null ? "" : output.style().warn(note));
    }
    return table;
  }

  /// Such as `Sun 2026-03-29`.
  private static String day(String local) {
    LocalDate date = LocalDate.parse(local.substring(0, DATE));
    return date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH) + " " + date;
  }

  /// The time and, when there is one, the offset, set apart.
  private static String time(String local) {
    String rest = local.substring(DATE + 1);
    int clock = Math.min("hh:mm:ss".length(), rest.length());
    return (rest.substring(0, clock) + " " + rest.substring(clock)).stripTrailing();
  }
}
