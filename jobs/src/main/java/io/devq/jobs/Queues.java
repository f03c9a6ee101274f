package io.devq.jobs;

import io.devq.base.Problem;
import java.util.List;

/// The door to queues. Everything belongs to a project, given by name.
public interface Queues {

  /// The queues of a project, by name.
  List<Queue> queues(String project);

  /// Pauses a queue or lets it go on; nodes see it at their next poll.
  ///
  /// @throws Problem `unknown_queue`
  void pauseQueue(String project, String queue, boolean paused);
}
