/// Tests.
@NullMarked
package io.devq.cli.local;

import org.jspecify.annotations.NullMarked;
