/// The server's way to regions: their relays over HTTP, and the key that signs piece lists.
@NullMarked
package io.devq.server.regions;

import org.jspecify.annotations.NullMarked;
