/// The front door: a route table served over HTTP. The only package that knows Javalin and Jetty.
@NullMarked
package io.devq.server.http;

import org.jspecify.annotations.NullMarked;
