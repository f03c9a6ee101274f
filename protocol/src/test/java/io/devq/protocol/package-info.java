/// Tests of what travels between DevQ's processes.
@NullMarked
package io.devq.protocol;

import org.jspecify.annotations.NullMarked;
