/// Tests.
@NullMarked
package io.devq.cli.screen;

import org.jspecify.annotations.NullMarked;
