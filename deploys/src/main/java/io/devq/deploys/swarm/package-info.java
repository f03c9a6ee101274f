/// Who fetches from whom inside a region: a pure plan.
@NullMarked
package io.devq.deploys.swarm;

import org.jspecify.annotations.NullMarked;
