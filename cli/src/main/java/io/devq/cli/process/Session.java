package io.devq.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Sessions of processes, as the kernel means them.
public final class Session {

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private Session() {}

  /// The words that run a command as the leader of a session of its own, so that Ctrl-C reaches
  /// only this process, which then ends the command in order. Where there is no `setsid`, the words
  /// themselves.
  public static List<String> own(List<String> words) {
    if (!Files.isExecutable(SETSID)) {
      return words;
    }
    List<String> all = new ArrayList<>(words.size() + 1);
    all.add(SETSID.toString());
    all.addAll(words);
    return all;
  }
}
