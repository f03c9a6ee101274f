/// The relay of a region: a blob store of its own, reached over HTTP.
@NullMarked
package io.devq.server.relay;

import org.jspecify.annotations.NullMarked;
