package io.devq.agent.runner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The git program, run so that it never asks, never runs hooks, speaks only well-known protocols,
/// and ends with the attempt.
///
/// It uses the agent's own identity (its ssh keys, its credential helpers); the script of a step
/// runs without them.
final class Git {

  private static final String PROTOCOLS = "file:git:http:https:ssh";
  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "no_proxy");

  private final Supervisor supervisor;
  private final Path config;
  private final Map<String, String> own;

  /// @param data where the settings for git are kept
  /// @param own the agent's own environment
  Git(Supervisor supervisor, Path data, Map<String, String> own) throws IOException {
    this.supervisor = supervisor;
    this.config = data.resolve("gitconfig");
    this.own = Map.copyOf(own);
    Files.writeString(config, settings(own.getOrDefault("HOME", "/")));
  }

  /// A repository of another user is read too: what is in it is run only as the step's script.
  private static String settings(String home) {
    return """
    [include]
    \tpath = "%s/.gitconfig"
    [safe]
    \tdirectory = *
    [core]
    \thooksPath = /dev/null
    [advice]
    \tdetachedHead = false
    [init]
    \tdefaultBranch = main
    [gc]
    \tautoDetach = false
    [maintenance]
    \tautoDetach = false
    [http]
    \tlowSpeedLimit = 1000
    \tlowSpeedTime = 60
    """
        .formatted(home);
  }

  /// Runs git and says whether it succeeded; what it prints goes to `output`.
  boolean run(ScriptFiles files, Path folder, OutputStream output, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("git"));
    words.addAll(List.of(arguments));
    var command =
        new Supervisor.Command(words, folder, environment(), files.record(), files.workspace());
    return supervisor.run(command, output) == 0;
  }

  /// What git prints, or nothing when it fails.
  String ask(ScriptFiles files, Path folder, String... arguments)
      throws IOException, InterruptedException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    return run(files, folder, printed, arguments)
        ? printed.toString(StandardCharsets.UTF_8).strip()
        : "";
  }

  private Map<String, String> environment() {
    Map<String, String> all = new TreeMap<>();
    for (String name : INHERITED) {
      String value = own.get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    all.put("HOME", own.getOrDefault("HOME", "/"));
    all.put("GIT_CONFIG_GLOBAL", config.toString());
    all.put("GIT_TERMINAL_PROMPT", "0");
    all.put("GIT_ASKPASS", "true");
    all.put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
    all.put("GIT_ALLOW_PROTOCOL", PROTOCOLS);
    all.put("GIT_OPTIONAL_LOCKS", "0");
    return all;
  }
}
