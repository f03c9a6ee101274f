package io.devq.builds.pipeline;

import io.devq.builds.BuildLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/// Gathers what is wrong with one file, up to [BuildLimits#FLAWS].
final class Flaws {

  private static final int LONGEST_SHOWN = 60;

  private final List<Flaw> found = new ArrayList<>();

  /// Notes something wrong where `node` begins.
  void at(Node node, String message) {
    node.getStartMark()
        .ifPresentOrElse(
            mark -> add(mark.getLine() + 1, mark.getColumn() + 1, message),
            () -> add(1, 1, message));
  }

  void add(int line, int column, String message) {
    Flaw flaw = new Flaw(line, column, message);
    if (found.size() < BuildLimits.FLAWS && !found.contains(flaw)) {
      found.add(flaw);
    }
  }

  boolean none() {
    return found.isEmpty();
  }

  /// In the order of the file.
  List<Flaw> sorted() {
    return found.stream()
        .sorted(Comparator.comparingInt(Flaw::line).thenComparingInt(Flaw::column))
        .toList();
  }

  /// What the file says, in quotes and short enough for a sentence.
  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > LONGEST_SHOWN
        ? '"' + line.substring(0, LONGEST_SHOWN) + "…\""
        : '"' + line + '"';
  }
}
