/// Commands on repositories, builds and artifacts.
@NullMarked
package io.devq.cli.builds;

import org.jspecify.annotations.NullMarked;
