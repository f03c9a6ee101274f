package io.devq.cli.demo;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.cli.screen.ExitCode;
import io.devq.cli.screen.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    footer = {
      "  devq demo",
      "  devq demo --json",
      "  devq demo --repo ~/src/shop     your own repository: build, regions, download"
    })
public final class DemoCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "A git repository of yours, which is only read.")
  private @Nullable Path repository;

  @Option(names = "--keep", description = "Leave the folder with all data and logs.")
  private boolean keep;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write the result as an SVG picture too.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (picture != null) {
      requireFolderOf(picture);
    }
    DemoScreen screen = new DemoScreen(output.json());
    DemoStage stage = new DemoStage(screen, keep);
    Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "demo-cleaner"));
    try {
      long begun = TimeSource.system().nanos();
      @Nullable String problem = play(stage);
      Duration took = Duration.ofNanos(TimeSource.system().nanos() - begun);
      if (stage.isClosing()) {
        return ExitCode.FAILED; // somebody ended it, and the clean-up is under way
      }
      return report(stage, took, problem);
    } finally {
      stage.close();
    }
  }

  private static void requireFolderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw Problem.invalid(
          "not_writable",
          "The picture cannot be written: there is no folder " + folder + " to write to.");
    }
  }

  /// Plays, and answers with what broke it off, or null.
  private @Nullable String play(DemoStage stage) throws InterruptedException {
    try {
      if (repository == null) {
        Demo.play(stage);
      } else {
        RepositoryTour.play(stage, repository);
      }
      return null;
    } catch (Problem problem) {
      if (!stage.isUp() && problem.kind() == Problem.Kind.INVALID) {
        throw problem; // nothing has been shown that would need a summary
      }
      if (!stage.isClosing()) {
        stage.screen().line("");
        stage.screen().line("devq demo broke off: " + problem.message());
      }
      return problem.message();
    } catch (RuntimeException failure) {
      if (stage.isClosing()) {
        return "ended"; // what it stood on is being taken away
      }
      throw failure;
    }
  }

  private int report(DemoStage stage, Duration took, @Nullable String problem)
      throws InterruptedException, IOException {
    boolean ok;
    if (repository == null) {
      DemoReport report = stage.findings().report(took, problem);
      DemoSummary.print(stage.screen(), report);
      output.result(report, () -> {});
      ok = report.ok();
    } else {
      RepositoryReport report = stage.findings().repositoryReport(took, problem);
      DemoSummary.print(stage.screen(), report);
      output.result(report, () -> {});
      ok = report.ok();
    }
    if (picture != null) {
      stage.screen().picture().write(picture, "What devq demo ended with");
    }
    awaitEnter(stage);
    return ok ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private void awaitEnter(DemoStage stage) throws InterruptedException, IOException {
    if (stage.screen().isTerminal() && !output.json() && stage.isUp()) {
      stage.screen().line("");
      stage.screen().line("   Open " + Demo.link(stage) + " (Enter ends it and cleans up)");
      if (System.in.read() < 0) {
        stage.screen().line("");
      }
    }
  }
}
