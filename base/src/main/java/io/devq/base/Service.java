package io.devq.base;

/// The one contract of everything that runs: `start` returns when it has started, `stop` blocks
/// until it has stopped, and both may be called twice.
public interface Service extends AutoCloseable {

  /// Starts and returns when started.
  void start();

  /// Stops and returns when stopped; nothing of it runs afterwards.
  void stop();

  /// The same as [#stop()].
  @Override
  default void close() {
    stop();
  }
}
