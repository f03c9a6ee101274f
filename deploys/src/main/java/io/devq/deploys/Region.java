package io.devq.deploys;

import java.time.Instant;

/// A region: a place with a store of its own, reached through its relay.
///
/// @param url address of the relay, without a slash at the end
public record Region(String project, String name, String url, Instant createdAt) {}
