package io.devq.server.http;

import io.devq.base.TimeSource;
import io.javalin.http.Context;

/// A request as the web framework has it, with the route it met and the bounds it is held to.
record Call(Context context, Route route, HttpLimits limits, TimeSource time) {}
