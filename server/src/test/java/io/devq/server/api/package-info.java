/// Tests of the API through the front door: a whole server over HTTP.
@NullMarked
package io.devq.server.api;

import org.jspecify.annotations.NullMarked;
