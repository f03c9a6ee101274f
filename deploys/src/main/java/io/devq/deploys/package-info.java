/// From an artifact to running hosts: replication, gate, goal state and rollout.
@NullMarked
package io.devq.deploys;

import org.jspecify.annotations.NullMarked;
