/// Tests of the course of deployments.
@NullMarked
package io.devq.deploys.rollout;

import org.jspecify.annotations.NullMarked;
