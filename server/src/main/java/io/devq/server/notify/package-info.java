/// Telling people and programs what became of jobs, by signed webhooks and e-mail.
@NullMarked
package io.devq.server.notify;

import org.jspecify.annotations.NullMarked;
