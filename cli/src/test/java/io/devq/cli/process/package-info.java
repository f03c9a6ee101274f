/// Tests.
@NullMarked
package io.devq.cli.process;

import org.jspecify.annotations.NullMarked;
