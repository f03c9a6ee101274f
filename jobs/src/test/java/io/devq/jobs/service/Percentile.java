package io.devq.jobs.service;

import java.time.Duration;
import java.util.List;

/// What most of some measured times lie below.
final class Percentile {

  private Percentile() {}

  /// The time below or at which 95 of 100 lie.
  static Duration of95(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
  }
}
