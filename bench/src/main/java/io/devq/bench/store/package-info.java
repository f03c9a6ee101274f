/// The baseline: the queue one would write by hand with `for update skip locked`.
@NullMarked
package io.devq.bench.store;

import org.jspecify.annotations.NullMarked;
