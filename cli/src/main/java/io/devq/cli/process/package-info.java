/// Other processes of this same program: starting them, and ending every last one.
@NullMarked
package io.devq.cli.process;

import org.jspecify.annotations.NullMarked;
