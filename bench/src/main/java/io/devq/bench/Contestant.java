package io.devq.bench;

/// Somebody whose speed is measured. Each measurement has a fresh database and checks afterwards
/// that every job ended exactly once.
interface Contestant {

  /// The name in the report.
  String name();

  /// Submits `jobs` jobs, then measures how long it takes until all of them are in history.
  Figures drain(Arena.Round round, int jobs) throws InterruptedException;

  /// Measures submitting `jobs` jobs and ending them at the same time.
  Figures whole(Arena.Round round, int jobs) throws InterruptedException;
}
