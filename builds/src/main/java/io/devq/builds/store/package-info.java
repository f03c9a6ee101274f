/// The tables of repositories, builds, steps and artifacts.
@NullMarked
package io.devq.builds.store;

import org.jspecify.annotations.NullMarked;
