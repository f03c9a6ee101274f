/// Tests of the embedded server, on the real one.
@NullMarked
package io.devq.postgres;

import org.jspecify.annotations.NullMarked;
