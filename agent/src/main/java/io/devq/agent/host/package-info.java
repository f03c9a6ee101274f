/// The host: fetches artifacts from relays and peers, checks them, switches programs and watches
/// them.
@NullMarked
package io.devq.agent.host;

import org.jspecify.annotations.NullMarked;
