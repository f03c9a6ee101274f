package io.devq.builds;

/// Is told of builds that succeeded. May be told twice, and after a crash too late or never: who
/// must not miss one also asks [Builds#succeeded].
@FunctionalInterface
public interface BuildListener {

  /// A build succeeded; all its artifacts are stored.
  void onSucceeded(Build build);
}
