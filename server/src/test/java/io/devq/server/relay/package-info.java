/// Tests of the relay over real HTTP and files.
@NullMarked
package io.devq.server.relay;

import org.jspecify.annotations.NullMarked;
