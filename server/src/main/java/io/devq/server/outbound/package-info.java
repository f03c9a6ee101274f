/// What the server sends to the world: a guarded HTTP client, and jobs that are one request.
@NullMarked
package io.devq.server.outbound;

import org.jspecify.annotations.NullMarked;
