/// Tokens, sessions and sign-in codes in the database.
@NullMarked
package io.devq.server.security.store;

import org.jspecify.annotations.NullMarked;
