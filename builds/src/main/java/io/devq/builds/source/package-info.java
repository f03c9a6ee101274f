/// Git repositories: checking that one is there, and reading a commit and a file of it.
@NullMarked
package io.devq.builds.source;

import org.jspecify.annotations.NullMarked;
