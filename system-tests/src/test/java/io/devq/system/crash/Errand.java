package io.devq.system.crash;

import io.devq.client.DevqClient;
import java.io.IOException;

/// What somebody wants of a server that may die at any moment.
interface Errand extends AutoCloseable {

  /// Asks for everything, in order, as it was asked for before when this is not the first time.
  ///
  /// @return false when the server died over it
  boolean request(DevqClient client) throws IOException, InterruptedException;

  /// Waits until all is over and checks that it came out as it has to: once, whole, nothing lost.
  void assertDone(DevqClient client) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
