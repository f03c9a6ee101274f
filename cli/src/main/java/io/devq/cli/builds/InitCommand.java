package io.devq.cli.builds;

import io.devq.base.Problem;
import io.devq.cli.screen.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a first pipeline file for a project.
@Command(
    name = "init",
    description = "Write a first .devq.yml for a Maven, npm or make project.",
    footer = {"  devq init", "  devq init --print ~/src/shop"})
public final class InitCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The project; else this folder.")
  private Path folder = Path.of(".");

  @Option(names = "--print", description = "Only print it.")
  private boolean print;

  @Override
  public Integer call() throws IOException {
    Path file = folder.resolve(ProposedPipeline.FILE);
    ProposedPipeline proposed =
        ProposedPipeline.of(folder)
            .orElseThrow(() ->
                Problem.notFound(
                    "no_build_files",
                    "There is no pom.xml, package.json or Makefile in "
                        + folder
                        + "; write "
                        + file
                        + " by hand."));
    if (!print) {
      if (Files.exists(file)) {
        throw Problem.conflict(
            "pipeline_exists", file + " is there already; \"devq init --print\" shows another.");
      }
      Files.writeString(file, proposed.text());
      output.note(
          "devq: wrote " + file + " for " + proposed.tool() + "; look it over, then commit it");
    }
    output.result(
        Map.of(
            "file",
            file.toString(),
            "tool",
            proposed.tool(),
            "text",
            proposed.text(),
            "written",
            !print),
        () -> output.line(proposed.text().stripTrailing()));
    return 0;
  }
}
