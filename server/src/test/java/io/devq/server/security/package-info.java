/// Tests of tokens and sessions, over HTTP and a real database.
@NullMarked
package io.devq.server.security;

import org.jspecify.annotations.NullMarked;
