/// SQL and migrations of the engine: the only place in it that touches the database.
@NullMarked
package io.devq.jobs.store;

import org.jspecify.annotations.NullMarked;
