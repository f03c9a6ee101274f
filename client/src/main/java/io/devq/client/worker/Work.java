package io.devq.client.worker;

/// What a worker does with the attempts of a job type.
@FunctionalInterface
public interface Work {

  /// Does the work of one attempt and says how it ended. An exception is a failure that may be
  /// tried again.
  ///
  /// The thread is interrupted when the attempt is to end early ([Attempt#stop()] says why); the
  /// work then leaves with an [InterruptedException] as soon as it has cleaned up.
  Ending run(Attempt attempt) throws Exception;
}
