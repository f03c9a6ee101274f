package io.devq.cli.machine;

import io.devq.agent.runner.RunnerSettings;
import io.devq.base.Durations;
import io.devq.cli.local.DataFolders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What an agent is like, as options.
final class AgentOptions {

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Its name; else that of this machine.")
  private @Nullable String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Its own folder; one agent per folder.")
  private @Nullable Path data;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "How many attempts at once; else one per processor.")
  private int slots = Runtime.getRuntime().availableProcessors();

  @Option(names = "--label", paramLabel = "LABEL", description = "What it offers; may be repeated.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "Between TERM and KILL; 10s when not said.")
  private @Nullable String grace;

  /// Its name.
  String name() {
    return name == null ? machine() : name;
  }

  /// How many attempts it runs at once.
  int slots() {
    return slots;
  }

  /// What it offers.
  List<String> labels() {
    return List.copyOf(labels);
  }

  /// Its folder.
  Path data(String kind) {
    return data == null
        ? DataFolders.standard(System.getenv()).resolveSibling("devq-" + kind)
        : data.toAbsolutePath();
  }

  /// The settings of a runner.
  RunnerSettings runner() {
    Duration time = grace == null ? RunnerSettings.GRACE : Durations.parse(grace);
    return new RunnerSettings(name(), data("agent"), labels, slots, time, version());
  }

  /// This program's version.
  static String version() {
    String version = AgentOptions.class.getPackage().getImplementationVersion();
    return version == null ? "from sources" : version;
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "agent";
    }
  }
}
