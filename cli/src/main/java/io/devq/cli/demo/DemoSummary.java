package io.devq.cli.demo;

import io.devq.cli.screen.Fields;
import io.devq.cli.screen.Style;
import io.devq.cli.screen.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table at the end of the tour, and what to try next.
final class DemoSummary {

  private static final List<String> NEXT =
      List.of(
          "devq up                        a server of your own, with its page in the browser",
          "devq demo --repo DIR           your own repository through build, regions and download",
          "devq run -- make test          any command as a durable job");

  private DemoSummary() {}

  static void print(DemoScreen screen, DemoReport report) {
    Style style = screen.style();
    Table table = begun(style, report.build(), report.replication());
    DemoReport.Gate gate = report.gate();
    row(
        table,
        style,
        "too early was refused",
        gate != null && gate.ok(),
        gate == null ? "" : "missing: " + String.join(", ", gate.missing()));
    deployment(table, style, report.deployment());
    DemoReport.Rollback rollback = report.rollback();
    row(
        table,
        style,
        "bad commit taken back",
        rollback != null && rollback.ok(),
        rollback == null
            ? ""
            : rollback.state() + ", " + rollback.bytesFetched() + " bytes fetched");
    DemoReport.Cron cron = report.cron();
    row(
        table,
        style,
        "cron each second",
        cron != null && cron.ok(),
        cron == null
            ? ""
            : cron.fired() + " of " + cron.expected() + " fired, " + cron.missed() + " missed");
    DemoReport.Rescue rescue = report.rescue();
    row(
        table,
        style,
        "killed worker's run",
        rescue != null && rescue.ok(),
        rescue == null
            ? ""
            : rescue.state() + ", elsewhere after " + rescue.restartedAfterMs() + " ms");
    end(screen, table, report.ok(), report.seconds());
  }

  static void print(DemoScreen screen, RepositoryReport report) {
    DemoReport.Build build = report.build();
    Style style = screen.style();
    Table table = begun(style, build, report.replication());
    row(
        table,
        style,
        "came back as made",
        report.ok(),
        build == null ? "" : build.artifacts().size() + " artifacts");
    end(screen, table, report.ok(), report.seconds());
  }

  /// The table with what both tours begin with.
  private static Table begun(
      Style style, DemoReport.@Nullable Build build, DemoReport.@Nullable Replication copies) {
    Table table = new Table("", "WHAT", "FOUND");
    row(
        table,
        style,
        "push became a build",
        build != null && build.ok(),
        build == null ? "" : build.id());
    row(
        table,
        style,
        "copies verified",
        copies != null && copies.ok(),
        copies == null ? "" : copies.verified() + " of " + copies.regions() + " regions");
    return table;
  }

  private static void end(DemoScreen screen, Table table, boolean ok, double seconds) {
    Style style = screen.style();
    screen.result("");
    table.print(screen::result, "");
    screen.result("");
    screen.result(
        (ok ? style.good("All of it came true") : style.bad("Not all of it came true"))
            + " in "
            + seconds
            + " s.");
    screen.line("   Try next:");
    NEXT.forEach(line -> screen.line("     " + line));
  }

  private static void deployment(
      Table table, Style style, DemoReport.@Nullable Deployment deployment) {
    String found =
        deployment == null
            ? ""
            : deployment.healthy()
                + " of "
                + deployment.hosts()
                + " hosts healthy; stores gave "
                + Fields.bytes(deployment.bytesFromStore())
                + " of "
                + Fields.bytes(deployment.bytesTotal());
    row(table, style, "deployed peer to peer", deployment != null && deployment.ok(), found);
  }

  private static void row(Table table, Style style, String what, boolean ok, String found) {
    table.row(
        ok ? style.good("✓") : style.bad("✗"), what, found.isEmpty() ? Fields.NOTHING : found);
  }
}
