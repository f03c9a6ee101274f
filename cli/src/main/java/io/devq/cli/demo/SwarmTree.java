package io.devq.cli.demo;

import io.devq.cli.screen.Fields;
import io.devq.protocol.Deployments.Edge;
import io.devq.protocol.Deployments.HostProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who fetched an artifact from whom, drawn as one small tree per region, with the bytes on each
/// edge.
final class SwarmTree {

  /// The region's store, as edges call it.
  static final String STORE = "store";

  private final List<HostProgress> hosts;
  private final Set<String> drawn = new HashSet<>();
  private final List<String> lines = new ArrayList<>();

  private SwarmTree(List<HostProgress> hosts) {
    this.hosts = hosts;
  }

  /// The tree of one region's hosts, as lines.
  static List<String> draw(String region, List<HostProgress> hosts) {
    SwarmTree tree =
        new SwarmTree(
            hosts.stream()
                .filter(host -> host.region().equals(region))
                .sorted(Comparator.comparing(HostProgress::name))
                .toList());
    tree.lines.add(region + " store");
    tree.below(STORE, "");
    return tree.lines;
  }

  private void below(String parent, String indent) {
    List<HostProgress> children = hosts.stream().filter(host -> gave(parent, host) > 0).toList();
    for (int i = 0; i < children.size(); i++) {
      HostProgress child = children.get(i);
      boolean last = i == children.size() - 1;
      lines.add(
          indent
              + (last ? "└─ " : "├─ ")
              + Fields.bytes(gave(parent, child))
              + " ─▸ "
              + child.name());
      if (drawn.add(child.name())) {
        below(child.name(), indent + (last ? "   " : "│  "));
      }
    }
  }

  private static long gave(String from, HostProgress to) {
    return to.edges().stream()
        .filter(edge -> edge.from().equals(from))
        .mapToLong(Edge::bytes)
        .sum();
  }
}
