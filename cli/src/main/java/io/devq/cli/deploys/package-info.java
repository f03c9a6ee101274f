/// Commands on services, regions, hosts and deployments.
@NullMarked
package io.devq.cli.deploys;

import org.jspecify.annotations.NullMarked;
