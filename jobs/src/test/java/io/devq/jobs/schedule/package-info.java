@NullMarked
package io.devq.jobs.schedule;

import org.jspecify.annotations.NullMarked;
