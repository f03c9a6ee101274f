package io.devq.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What one round measured.
///
/// @param nanos from the start to the moment all jobs were in history
/// @param walBytes write-ahead log written meanwhile
/// @param rows inserted, updated and deleted meanwhile
/// @param cpu processor time meanwhile
record Figures(int jobs, long nanos, long walBytes, long rows, Cpu cpu) {

  double jobsPerSecond() {
    return jobs * 1e9 / nanos;
  }

  double walBytesPerJob() {
    return (double) walBytes / jobs;
  }

  double rowsPerJob() {
    return (double) rows / jobs;
  }

  double cpuMicrosPerJob() {
    return cpu.java().plus(cpu.server()).toNanos() / 1e3 / jobs;
  }

  double javaMicrosPerJob() {
    return cpu.java().toNanos() / 1e3 / jobs;
  }

  /// The median over some rounds.
  static double median(List<Figures> rounds, ToDoubleFunction<Figures> of) {
    List<Double> sorted =
        rounds.stream().map(of::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
