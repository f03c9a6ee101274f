package io.devq.cli.jobs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The script of a shell job, from the words of a command line.
public final class ShellScript {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellScript() {}

  /// One word is a script already; several are a command and its arguments, each kept whole.
  static String of(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : words.stream().map(ShellScript::quoted).collect(Collectors.joining(" "));
  }

  /// A word as a POSIX shell reads it back.
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// The payload of a shell job.
  public static JsonNode payload(String script) {
    return JsonNodeFactory.instance.objectNode().put("script", script);
  }
}
