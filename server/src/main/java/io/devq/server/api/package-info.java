/// The REST API: each file the routes of one resource, which talk to one module's door.
@NullMarked
package io.devq.server.api;

import org.jspecify.annotations.NullMarked;
