/// Commands on jobs and runs.
@NullMarked
package io.devq.cli.jobs;

import org.jspecify.annotations.NullMarked;
