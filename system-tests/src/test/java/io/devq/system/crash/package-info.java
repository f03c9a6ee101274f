/// Kills of the whole `devq up` and what is left after them, with real processes.
@NullMarked
package io.devq.system.crash;

import org.jspecify.annotations.NullMarked;
