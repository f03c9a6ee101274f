/// Tests of the host with real processes, files and HTTP.
@NullMarked
package io.devq.agent.host;

import org.jspecify.annotations.NullMarked;
