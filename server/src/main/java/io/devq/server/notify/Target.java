package io.devq.server.notify;

import io.devq.jobs.Notify;
import org.jspecify.annotations.Nullable;

/// Somebody to be told; exactly one of both is given.
record Target(@Nullable String webhook, @Nullable String email) {

  static Target of(Notify notify) {
    return new Target(notify.webhook(), notify.email());
  }
}
