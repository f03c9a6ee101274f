/// Stories of builds, on a real database and real git repositories.
@NullMarked
package io.devq.builds.flow;

import org.jspecify.annotations.NullMarked;
