package io.devq.cli.local;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The client's file, `~/.config/devq/client.yaml`: which server, which project, and the token,
/// readable by its user only.
public final class ClientFile {

  private static final Set<String> KEYS = Set.of("server", "project", "token");

  private final Path path;

  /// The file at a path.
  public ClientFile(Path path) {
    this.path = path;
  }

  /// The file of the user whose environment this is.
  public static ClientFile of(Map<String, String> environment) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder = config.isEmpty() ? Path.of(home(environment), ".config") : Path.of(config);
    return new ClientFile(folder.resolve("devq").resolve("client.yaml"));
  }

  /// Where it is.
  public Path path() {
    return path;
  }

  /// What it says; empty when there is none.
  ///
  /// @throws Problem `invalid_client_file`
  public Map<String, String> read() {
    if (!Files.isRegularFile(path)) {
      return Map.of();
    }
    try {
      Object loaded =
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(path));
      Map<String, String> values = new TreeMap<>();
      if (loaded instanceof Map<?, ?> map) {
        map.forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
      }
      refuseUnknown(values);
      return values;
    } catch (IOException | YamlEngineException failure) {
      throw invalid(String.valueOf(failure.getMessage()), failure);
    }
  }

  /// Replaces what it says.
  ///
  /// @throws Problem `client_file_not_written`
  public void write(Map<String, String> values) {
    String text =
        new Dump(DumpSettings.builder().build()).dumpToString(new LinkedHashMap<>(values));
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path partial = path.resolveSibling("client.yaml.partial");
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, text);
      Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "client_file_not_written",
          path + " cannot be written: " + failure.getMessage() + ".",
          null,
          failure);
    }
  }

  /// The user's home folder.
  static String home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return home.isEmpty() ? System.getProperty("user.home") : home;
  }

  private void refuseUnknown(Map<String, String> values) {
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        throw invalid("\"" + key + "\" is not one of server, project, token", null);
      }
    }
  }

  private Problem invalid(String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new Problem(
        Problem.Kind.INVALID, "invalid_client_file", path + ": " + what + ".", null, cause);
  }
}
