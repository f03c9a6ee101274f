@NullMarked
package io.devq.jobs.dispatch;

import org.jspecify.annotations.NullMarked;
