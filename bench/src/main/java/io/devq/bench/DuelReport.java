package io.devq.bench;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The outcome of a duel between DevQ and raw PostgreSQL with several numbers of threads, of which
/// the best counts.
record DuelReport(Duel duel, Map<Contestant, List<Figures>> results) {

  private Map.Entry<Contestant, List<Figures>> devq() {
    return results.entrySet().stream()
        .filter(entry -> !(entry.getKey() instanceof RawContestant))
        .findFirst()
        .orElseThrow();
  }

  private Optional<Map.Entry<Contestant, List<Figures>>> bestRaw() {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey() instanceof RawContestant)
        .max(Comparator.comparingDouble(entry -> rate(entry.getValue())));
  }

  private static double rate(List<Figures> rounds) {
    return Figures.median(rounds, Figures::jobsPerSecond);
  }

  private double ratioTo(Map.Entry<Contestant, List<Figures>> raw) {
    return rate(devq().getValue()) / rate(raw.getValue());
  }

  /// The report as values for a machine.
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("bench", duel.what());
    values.put("jobs", duel.jobs());
    values.put("pairs", duel.pairs());
    values.put("cores", Runtime.getRuntime().availableProcessors());
    values.put("devq", medians(devq()));
    bestRaw()
        .ifPresent(raw -> {
          values.put("raw", medians(raw));
          values.put("ratio", Math.round(ratioTo(raw) * 1000) / 1000.0);
        });
    return values;
  }

  private static Map<String, Object> medians(Map.Entry<Contestant, List<Figures>> of) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", of.getKey().name());
    values.put("jobsPerSecond", Math.round(rate(of.getValue())));
    values.put(
        "walBytesPerJob", Math.round(Figures.median(of.getValue(), Figures::walBytesPerJob)));
    values.put(
        "rowsPerJob", Math.round(Figures.median(of.getValue(), Figures::rowsPerJob) * 100) / 100.0);
    values.put(
        "cpuMicrosPerJob", Math.round(Figures.median(of.getValue(), Figures::cpuMicrosPerJob)));
    values.put(
        "rounds", of.getValue().stream().map(round -> Math.round(round.jobsPerSecond())).toList());
    return values;
  }

  /// The report for people.
  void print(PrintStream out) {
    out.printf(
        "%s: %,d jobs, %d pairs, %d cores, medians%n",
        duel.what(), duel.jobs(), duel.pairs(), Runtime.getRuntime().availableProcessors());
    for (Map.Entry<Contestant, List<Figures>> entry : results.entrySet()) {
      out.printf(
          "  %-14s %,9.0f jobs/s  %,6.0f B WAL/job  %4.2f rows/job  %5.1f us CPU/job (%4.1f Java)%n",
          entry.getKey().name(),
          rate(entry.getValue()),
          Figures.median(entry.getValue(), Figures::walBytesPerJob),
          Figures.median(entry.getValue(), Figures::rowsPerJob),
          Figures.median(entry.getValue(), Figures::cpuMicrosPerJob),
          Figures.median(entry.getValue(), Figures::javaMicrosPerJob));
    }
    bestRaw().ifPresent(raw -> out.printf("  DevQ / best raw: %.2f%n", ratioTo(raw)));
    out.println("  every job ended exactly once");
  }
}
