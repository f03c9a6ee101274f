/// Tests of notifications.
@NullMarked
package io.devq.server.notify;

import org.jspecify.annotations.NullMarked;
