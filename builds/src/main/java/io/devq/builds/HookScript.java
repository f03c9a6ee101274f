package io.devq.builds;

import io.devq.base.Problem;

/// The `post-receive` script that tells DevQ of pushes into a repository on the same machine.
public final class HookScript {

  private HookScript() {}

  /// The text of the script, in POSIX sh. Git gives it a line `before after ref` for each branch
  /// that was pushed; it hands them to `devq hook REPOSITORY`, which signs and sends them. It never
  /// makes a push fail. It holds the secret, so only its user may read it (mode 700).
  ///
  /// @param devqCommand the path of the program `devq`
  /// @throws Problem `invalid_name` when a value cannot stand in a script
  public static String text(
      String devqCommand, String repository, String serverUrl, String hookSecret) {
    return """
    #!/bin/sh
    # Tells DevQ of pushes. Save it as hooks/post-receive in the bare repository, mode 700:
    # it holds the secret that signs what it tells.
    DEVQ_SERVER=%s
    DEVQ_HOOK_SECRET=%s
    export DEVQ_SERVER DEVQ_HOOK_SECRET
    %s hook %s || echo "devq: DevQ was not told of this push; it is stored all the same" >&2
    exit 0
    """
        .formatted(quoted(serverUrl), quoted(hookSecret), quoted(devqCommand), quoted(repository));
  }

  private static String quoted(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid("invalid_name", "A value of the hook script has control characters.");
    }
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
