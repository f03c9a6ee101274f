package io.devq.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Contestants take turns on the same server: a first turn that is not counted, then pairs.
record Duel(String what, List<Contestant> contestants, int jobs, int pairs) {

  private static final int WARM_UP = 40_000;

  /// One round of one contestant.
  @FunctionalInterface
  interface Turn {
    Figures play(Contestant contestant, Arena.Round round, int jobs) throws InterruptedException;
  }

  /// Plays it.
  ///
  /// @param progress where each round is told as it ends
  Map<Contestant, List<Figures>> play(Arena arena, Turn turn, PrintStream progress)
      throws InterruptedException {
    Map<Contestant, List<Figures>> results = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      results.put(contestant, new ArrayList<>());
      one(arena, contestant, turn, Math.min(jobs, WARM_UP));
    }
    for (int pair = 1; pair <= pairs; pair++) {
      for (Contestant contestant : contestants) {
        Figures figures = one(arena, contestant, turn, jobs);
        results.getOrDefault(contestant, List.of()).add(figures);
        progress.printf(
            "%s %d/%d  %-14s %,9.0f jobs/s  %,6.0f B WAL/job  %4.2f rows/job  %5.1f us CPU/job (%4.1f Java)%n",
            what,
            pair,
            pairs,
            contestant.name(),
            figures.jobsPerSecond(),
            figures.walBytesPerJob(),
            figures.rowsPerJob(),
            figures.cpuMicrosPerJob(),
            figures.javaMicrosPerJob());
      }
    }
    return results;
  }

  private static Figures one(Arena arena, Contestant contestant, Turn turn, int jobs)
      throws InterruptedException {
    try (Arena.Round round = arena.round(contestant.name())) {
      return turn.play(contestant, round, jobs);
    }
  }
}
