/// Tests.
@NullMarked
package io.devq.cli.builds;

import org.jspecify.annotations.NullMarked;
