/// A pool of agents on this machine that follows the demand.
@NullMarked
package io.devq.cli.pool;

import org.jspecify.annotations.NullMarked;
