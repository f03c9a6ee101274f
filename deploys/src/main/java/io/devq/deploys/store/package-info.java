/// SQL of regions, replicas, services, goals, deployments and hosts.
@NullMarked
package io.devq.deploys.store;

import org.jspecify.annotations.NullMarked;
