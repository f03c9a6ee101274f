/// Runs scripts and build steps as processes that end with their attempt, and ships what they say.
@NullMarked
package io.devq.agent.runner;

import org.jspecify.annotations.NullMarked;
