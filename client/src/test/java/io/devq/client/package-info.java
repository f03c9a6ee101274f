/// Tests of the client against a small HTTP server.
@NullMarked
package io.devq.client;

import org.jspecify.annotations.NullMarked;
