/// Tests of the front door, through it.
@NullMarked
package io.devq.server.http;

import org.jspecify.annotations.NullMarked;
