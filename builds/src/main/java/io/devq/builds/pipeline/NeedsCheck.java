package io.devq.builds.pipeline;

import io.devq.base.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that steps need steps that exist, and that no step waits for itself.
final class NeedsCheck {

  private final Map<String, List<Part>> needs;
  private final Set<String> done = new HashSet<>();
  private final List<String> path = new ArrayList<>();

  private NeedsCheck(Map<String, List<Part>> needs) {
    this.needs = needs;
  }

  /// Notes what is wrong with `needs`: for each step the parts that name what it needs.
  static void check(Map<String, List<Part>> needs) {
    NeedsCheck check = new NeedsCheck(needs);
    needs.keySet().forEach(check::visit);
  }

  // As deep as the longest chain, which is bounded by the number of steps.
  private void visit(String step) {
    if (!done.add(step)) {
      return;
    }
    path.add(step);
    Set<String> named = new HashSet<>();
    for (Part part : needs.getOrDefault(step, List.of())) {
      String need = part.text();
      if (need == null) {
        continue;
      }
      if (!named.add(need)) {
        part.wrong("the step " + Flaws.quoted(need) + " is needed here a second time");
      } else if (!needs.containsKey(need)) {
        part.wrong(
            "unknown step " + Flaws.quoted(need) + "; " + Nearest.hint(need, needs.keySet()));
      } else if (path.contains(need)) {
        part.wrong("these steps wait for each other: " + circle(need));
      } else {
        visit(need);
      }
    }
    path.removeLast();
  }

  private String circle(String need) {
    List<String> circle = new ArrayList<>(path.subList(path.indexOf(need), path.size()));
    circle.add(need);
    return String.join(" -> ", circle);
  }
}
