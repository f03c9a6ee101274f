/// Tests of the runner, with real processes and real repositories.
@NullMarked
package io.devq.agent.runner;

import org.jspecify.annotations.NullMarked;
