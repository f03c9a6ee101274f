/// Tests.
@NullMarked
package io.devq.cli;

import org.jspecify.annotations.NullMarked;
