/// The engine put together: its background services, one per file, and the doors they serve.
@NullMarked
package io.devq.jobs.service;

import org.jspecify.annotations.NullMarked;
