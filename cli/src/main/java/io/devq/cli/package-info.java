/// The `devq` program: one file per command, and the pieces that commands share.
@NullMarked
package io.devq.cli;

import org.jspecify.annotations.NullMarked;
