/// The durable engine: the nouns (job, run, attempt, worker) and the one door, [io.devq.jobs.Jobs].
@NullMarked
package io.devq.jobs;

import org.jspecify.annotations.NullMarked;
