/// Benchmarks: DevQ beside raw PostgreSQL, in the same run, on a real and durable server.
@NullMarked
package io.devq.bench;

import org.jspecify.annotations.NullMarked;
