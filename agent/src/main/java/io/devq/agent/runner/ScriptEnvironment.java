package io.devq.agent.runner;

import io.devq.base.Problem;
import io.devq.protocol.WorkerProtocol.Assignment;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The environment of a script. Nothing of the agent's own environment reaches it but a few names
/// without secrets; what DevQ says (`CI`, `DEVQ_…`) cannot be overridden by the job.
final class ScriptEnvironment {

  private static final List<String> INHERITED =
      List.of("PATH", "LANG", "LC_ALL", "TZ", "JAVA_HOME");
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> own;
  private final URI server;

  /// @param own the agent's own environment
  /// @param server what the script sees as `DEVQ_URL`
  ScriptEnvironment(Map<String, String> own, URI server) {
    this.own = Map.copyOf(own);
    this.server = server;
  }

  /// The environment of one attempt.
  ///
  /// @param job what the job adds
  /// @throws Problem `invalid_environment`
  Map<String, String> of(Assignment assignment, ScriptFiles files, Map<String, String> job) {
    Map<String, String> all = new TreeMap<>();
    all.put("PATH", DEFAULT_PATH);
    for (String name : INHERITED) {
      String value = own.get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    all.put("HOME", files.workspace().toString());
    all.put("TMPDIR", files.temporary().toString());
    job.forEach((name, value) -> add(all, name, value));
    assignment.attributes().forEach((name, value) -> add(all, attribute(name), value));
    all.put("CI", "true");
    all.put("DEVQ_URL", server.toString());
    all.put("DEVQ_PROJECT", assignment.project());
    all.put("DEVQ_RUN_ID", assignment.run().text());
    all.put("DEVQ_ATTEMPT", Integer.toString(assignment.attempt()));
    if (assignment.nominalAt() != null) {
      all.put("DEVQ_NOMINAL_TIME", assignment.nominalAt().toString());
    }
    all.put("DEVQ_RESULT", files.result().toString());
    all.put("DEVQ_PROGRESS", files.progress().toString());
    all.put("DEVQ_CHECKPOINT", files.checkpoint().toString());
    return all;
  }

  private static String attribute(String name) {
    return name.startsWith("DEVQ_") ? name : "DEVQ_" + name.toUpperCase(Locale.ROOT);
  }

  private static void add(Map<String, String> all, String name, String value) {
    if (!NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
      throw Problem.invalid(
          "invalid_environment",
          "\""
              + name
              + "\" cannot be an environment variable: names are letters, digits and underscores,"
              + " values have no zero byte.",
          "/env/" + name);
    }
    all.put(name, value);
  }
}
