/// Tests of the swarm planner.
@NullMarked
package io.devq.deploys.swarm;

import org.jspecify.annotations.NullMarked;
