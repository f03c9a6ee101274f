package io.devq.cli.demo;

/// One part of the tour.
interface Act {

  /// Plays it on the stage, and leaves there what later acts and the report need.
  ///
  /// @throws io.devq.base.Problem when something did not come true
  void play(DemoStage stage) throws InterruptedException;
}
