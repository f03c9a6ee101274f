/// The third journey on real parts: artifacts to regions, regions to hosts, hosts to programs.
@NullMarked
package io.devq.system.deploys;

import org.jspecify.annotations.NullMarked;
