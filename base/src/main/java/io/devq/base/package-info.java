/// What every part of DevQ stands on: typed ids, time, bounds, lifecycle and typed errors. No I/O.
@NullMarked
package io.devq.base;

import org.jspecify.annotations.NullMarked;
