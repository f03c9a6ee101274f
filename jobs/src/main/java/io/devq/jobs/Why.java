package io.devq.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a run is where it is.
///
/// @param code stable, such as `no_worker`
/// @param message a sentence for people
/// @param until when this is expected to change, or null
public record Why(String code, String message, @Nullable Instant until) {}
