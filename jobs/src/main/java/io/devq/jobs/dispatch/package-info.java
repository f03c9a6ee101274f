/// Who runs what, decided in memory by the one owner of each shard: backlog, workers, the running
/// set, transitions.
@NullMarked
package io.devq.jobs.dispatch;

import org.jspecify.annotations.NullMarked;
