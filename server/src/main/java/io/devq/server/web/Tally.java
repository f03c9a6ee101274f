package io.devq.server.web;

/// How DevQ stands, in numbers.
///
/// @param running attempts under way
/// @param waiting due runs
/// @param workers that are connected
/// @param silent hosts that were not heard of lately
public record Tally(long running, long waiting, int workers, int regions, int hosts, long silent) {}
