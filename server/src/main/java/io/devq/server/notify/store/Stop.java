package io.devq.server.notify.store;

import java.time.Instant;

/// A webhook that said it is gone, and is left alone since.
public record Stop(String project, String webhook, Instant since, String reason) {}
