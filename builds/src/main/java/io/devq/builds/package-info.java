/// Builds: a commit becomes steps, and steps become artifacts. The nouns and the one door,
/// [io.devq.builds.Builds].
@NullMarked
package io.devq.builds;

import org.jspecify.annotations.NullMarked;
