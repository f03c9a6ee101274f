/// The server, put together: storage, engines, front door.
@NullMarked
package io.devq.server;

import org.jspecify.annotations.NullMarked;
