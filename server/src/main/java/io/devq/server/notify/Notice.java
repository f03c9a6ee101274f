package io.devq.server.notify;

import io.devq.protocol.Notifications;
import org.jspecify.annotations.Nullable;

/// The payload of a notification's job: what to tell, and whom.
record Notice(Notifications.Event event, @Nullable String webhook, @Nullable String email) {}
