/// Tests of the pool of agents.
@NullMarked
package io.devq.cli.pool;

import org.jspecify.annotations.NullMarked;
