/// Tests of the statements themselves, on a real server.
@NullMarked
package io.devq.jobs.store;

import org.jspecify.annotations.NullMarked;
