package io.devq.jobs;

import io.devq.base.Problem;
import java.time.Duration;
import java.util.List;

/// The door to queues. Everything belongs to a project, given by name.
public interface Queues {

  /// The queues of a project, by name.
  List<Queue> queues(String project);

  /// Changes a queue, which is made when there is none of that name; nodes see it at their next
  /// poll.
  ///
  /// @param by who changes it, for those who ask why a run waits
  /// @return the queue as it is now
  /// @throws Problem `invalid_queue`, `invalid_name`
  Queue changeQueue(String project, String queue, QueueChange change, String by);

  /// What each kind of work of a queue needs of workers now, as far as this node sees it.
  ///
  /// @param within in which time the backlog should be worked off
  /// @throws Problem `unknown_queue`
  List<Demand> demand(String project, String queue, Duration within);
}
