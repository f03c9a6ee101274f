/// How a build goes its way: a durable job that reads the rows and goes on wherever it was.
@NullMarked
package io.devq.builds.flow;

import org.jspecify.annotations.NullMarked;
