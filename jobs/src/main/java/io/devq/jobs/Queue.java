package io.devq.jobs;

/// A queue in numbers.
///
/// @param weight its share beside other queues
/// @param waiting due runs that this node holds in memory
/// @param running attempts under way on this node
public record Queue(String name, boolean paused, int weight, long waiting, long running) {}
