/// Tests of the nouns of builds.
@NullMarked
package io.devq.builds;

import org.jspecify.annotations.NullMarked;
