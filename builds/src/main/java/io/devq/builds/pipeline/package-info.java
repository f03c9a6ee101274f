/// The pipeline file `.devq.yml`: what it says, and everything that can be wrong with it, with line
/// and column.
@NullMarked
package io.devq.builds.pipeline;

import org.jspecify.annotations.NullMarked;
