/// Tests of what the server sends to the world.
@NullMarked
package io.devq.server.outbound;

import org.jspecify.annotations.NullMarked;
