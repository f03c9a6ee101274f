package io.devq.jobs.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an engine runs.
///
/// @param nodeName for people
/// @param address where other nodes reach this one, or null
/// @param alone whether no other process can be using this database, so that shards of dead nodes
///   are taken at once
/// @param localSlots attempts that handlers inside this process run at once
/// @param poll how often the backlog is read without a hint
/// @param silence after which a worker that has not been heard of is lost
/// @param leaseTimeout after which a node whose counter stands still is dead
/// @param pace the shortest time between two commits of a stage under load
public record EngineSettings(
    String nodeName,
    @Nullable String address,
    boolean alone,
    int localSlots,
    Duration poll,
    Duration silence,
    Duration leaseTimeout,
    Duration pace) {

  /// The defaults for a process that has the database to itself.
  public static final EngineSettings DEFAULT =
      new EngineSettings(
          "local",
          null,
          true,
          1_000,
          Duration.ofMillis(500),
          Duration.ofSeconds(9),
          Duration.ofSeconds(5),
          Duration.ofMillis(5));

  /// The same with another number of local slots.
  public EngineSettings withLocalSlots(int slots) {
    return new EngineSettings(nodeName, address, alone, slots, poll, silence, leaseTimeout, pace);
  }

  /// The same with another patience for silent workers.
  public EngineSettings withSilence(Duration patience) {
    return new EngineSettings(
        nodeName, address, alone, localSlots, poll, patience, leaseTimeout, pace);
  }

  /// The same for another node.
  ///
  /// @param alone whether no other process can be using the database
  public EngineSettings withNode(String name, boolean alone) {
    return new EngineSettings(name, address, alone, localSlots, poll, silence, leaseTimeout, pace);
  }
}
