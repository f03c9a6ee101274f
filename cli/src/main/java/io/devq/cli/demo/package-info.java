/// The guided tour: one commit travels all the way through DevQ, on real parts.
@NullMarked
package io.devq.cli.demo;

import org.jspecify.annotations.NullMarked;
