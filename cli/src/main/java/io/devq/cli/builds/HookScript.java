package io.devq.cli.builds;

import io.devq.base.Problem;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The `post-receive` script of a repository, as the server writes it.
public final class HookScript {

  private HookScript() {}

  /// The script's text.
  ///
  /// @param command the path of the program `devq`, which the script runs
  public static String of(DevqClient client, String repository, String command)
      throws InterruptedException {
    Call call =
        Call.get("/repositories/" + Call.encode(repository) + "/hook-script")
            .query("command", command);
    try (InputStream script = client.transport().open(call)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "hook_script_broken_off",
          "The script broke off: " + broken.getMessage() + "; try again.",
          null,
          broken);
    }
  }

  /// The path of the program `devq` that runs now: the launcher it was started by.
  public static String command() {
    String launcher = System.getenv("DEVQ_LAUNCHER");
    return launcher == null ? "devq" : launcher;
  }
}
