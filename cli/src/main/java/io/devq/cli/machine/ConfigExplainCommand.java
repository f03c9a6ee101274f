package io.devq.cli.machine;

import io.devq.cli.local.Setting;
import io.devq.cli.local.Whereabouts;
import io.devq.cli.screen.Output;
import io.devq.cli.screen.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints each setting of the client in force and where it came from.
@Command(
    name = "explain",
    description = "Print each setting in force and where it came from.",
    footer = {"  devq config explain", "  DEVQ_SERVER=http://ci:7070 devq config explain"})
final class ConfigExplainCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    Whereabouts whereabouts = Whereabouts.ofProcess();
    Setting server = whereabouts.server(null);
    Map<String, Setting> settings = new LinkedHashMap<>();
    settings.put("server", server);
    settings.put("project", whereabouts.project(null));
    settings.put(
        "token",
        whereabouts
            .token(server)
            .map(token -> new Setting("(secret)", token.origin()))
            .orElse(new Setting("(none)", "default")));
    settings.put("data", whereabouts.data());
    Table table = new Table("SETTING", "VALUE", "FROM");
    settings.forEach((name, setting) -> table.row(name, setting.value(), setting.origin()));
    output.result(settings, () -> table.print(output::line, ""));
    return 0;
  }
}
