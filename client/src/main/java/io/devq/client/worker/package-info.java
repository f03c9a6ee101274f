/// Being a worker: the sync with the server, and the life of one attempt from its assignment to its
/// acknowledged outcome.
@NullMarked
package io.devq.client.worker;

import org.jspecify.annotations.NullMarked;
