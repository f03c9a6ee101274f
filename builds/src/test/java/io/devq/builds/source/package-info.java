/// Tests on real git repositories.
@NullMarked
package io.devq.builds.source;

import org.jspecify.annotations.NullMarked;
