/// Cron, intervals and what time zones do to them: pure functions of time.
@NullMarked
package io.devq.jobs.schedule;

import org.jspecify.annotations.NullMarked;
