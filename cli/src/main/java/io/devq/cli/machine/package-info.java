/// Commands that start, look after and stop DevQ's own processes.
@NullMarked
package io.devq.cli.machine;

import org.jspecify.annotations.NullMarked;
