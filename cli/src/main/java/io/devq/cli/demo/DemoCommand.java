package io.devq.cli.demo;

import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The guided tour.
@Command(
    name = "demo",
    description = {
      "The guided tour: a push becomes a build, goes to three regions and nine hosts, and back.",
      "Everything runs on this machine in a temporary folder, which is gone at the end."
    },
    footer = {"  devq demo", "  devq demo --json"})
public final class DemoCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Option(names = "--keep", description = "Leave the folder with all data and logs.")
  private boolean keep;

  @Override
  public Integer call() throws InterruptedException, IOException {
    DemoScreen screen = new DemoScreen(output.json());
    DemoStage stage = new DemoStage(screen, keep);
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "demo-cleaner"));
    try {
      DemoReport report = new Demo(stage).play();
      if (stage.isClosing()) {
        return ExitCode.FAILED; // somebody ended it, and the clean-up is under way
      }
      DemoSummary.print(screen, report);
      if (screen.isTerminal() && !output.json()) {
        screen.line("");
        screen.line("   Open " + Demo.link(stage) + " (Enter ends it and cleans up)");
        if (System.in.read() < 0) {
          screen.line("");
        }
      }
      output.result(report, () -> {});
      return report.ok() ? ExitCode.SUCCESS : ExitCode.FAILED;
    } finally {
      stage.close();
      if (keep) {
        screen.line("   kept: " + stage.folder().root());
      }
    }
  }
}
