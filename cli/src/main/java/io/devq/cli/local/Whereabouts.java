package io.devq.cli.local;

import io.devq.client.ClientSettings;
import io.devq.postgres.DataFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the server, the project and the token: flag, then environment, then the client's file,
/// then the server that runs on this machine, then the default.
public final class Whereabouts {

  /// Where a server is unless told otherwise.
  public static final String DEFAULT_SERVER = "http://127.0.0.1:7070";

  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final String fileName;
  private final Path data;

  /// The whereabouts in an environment.
  ///
  /// @param data the data folder of the server on this machine
  public Whereabouts(Map<String, String> environment, ClientFile file, Path data) {
    this.environment = environment;
    this.file = file.read();
    this.fileName = file.path().toString();
    this.data = data;
  }

  /// The whereabouts of this process.
  public static Whereabouts ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Whereabouts(
        environment, ClientFile.of(environment), DataFolders.standard(environment));
  }

  /// The server's address.
  public Setting server(@Nullable String flag) {
    return chosen("--server", flag, "DEVQ_SERVER", "server")
        .or(this::running)
        .orElse(new Setting(DEFAULT_SERVER, "default"));
  }

  /// The project.
  public Setting project(@Nullable String flag) {
    return chosen("--project", flag, "DEVQ_PROJECT", "project")
        .orElse(new Setting(ClientSettings.DEFAULT_PROJECT, "default"));
  }

  /// The token for a server, if any is found. That of the server on this machine is given to no
  /// other one.
  public Optional<Setting> token(Setting server) {
    return chosen("", null, "DEVQ_TOKEN", "token")
        .or(() -> isHere(server) ? adminToken() : Optional.empty());
  }

  /// The data folder of the server on this machine.
  public Setting data() {
    String given = environment.getOrDefault("DEVQ_DATA", "");
    return new Setting(data.toString(), given.isEmpty() ? "default" : "DEVQ_DATA");
  }

  private Optional<Setting> adminToken() {
    return DataFolders.adminToken(data)
        .map(token -> new Setting(token, data.resolve("admin-token").toString()));
  }

  private boolean isHere(Setting server) {
    return running().map(here -> here.value().equals(server.value())).orElse(false);
  }

  private Optional<Setting> running() {
    return DataFolder.holder(data)
        .map(DataFolder.Holder::where)
        .filter(where -> where.startsWith("http"))
        .map(where -> new Setting(where, "the server that holds " + data));
  }

  private Optional<Setting> chosen(
      String flagName, @Nullable String flag, String variable, String key) {
    if (flag != null && !flag.isBlank()) {
      return Optional.of(new Setting(flag, flagName));
    }
    String value = environment.getOrDefault(variable, "");
    if (!value.isBlank()) {
      return Optional.of(new Setting(value.strip(), variable));
    }
    return Optional.ofNullable(file.get(key)).map(found -> new Setting(found, fileName));
  }
}
