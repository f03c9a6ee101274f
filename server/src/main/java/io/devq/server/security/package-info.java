/// Tokens, sign-in links and browser sessions: who asks, and what they may do.
@NullMarked
package io.devq.server.security;

import org.jspecify.annotations.NullMarked;
