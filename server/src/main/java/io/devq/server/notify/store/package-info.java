/// The tables of notifications.
@NullMarked
package io.devq.server.notify.store;

import org.jspecify.annotations.NullMarked;
