/// Tests of being a worker, and a server in memory to be a worker of.
@NullMarked
package io.devq.client.worker;

import org.jspecify.annotations.NullMarked;
