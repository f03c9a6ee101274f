/// Tests of the pipeline file.
@NullMarked
package io.devq.builds.pipeline;

import org.jspecify.annotations.NullMarked;
