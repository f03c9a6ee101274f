/// The PostgreSQL server that DevQ brings along: unpacked, initialised, started, stopped and
/// recovered in a folder of its own; and the lock that gives a data folder to one process.
@NullMarked
package io.devq.postgres;

import org.jspecify.annotations.NullMarked;
