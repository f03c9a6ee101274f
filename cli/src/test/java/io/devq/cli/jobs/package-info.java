/// Tests.
@NullMarked
package io.devq.cli.jobs;

import org.jspecify.annotations.NullMarked;
