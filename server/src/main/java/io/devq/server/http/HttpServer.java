package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.base.Service;
import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Serves a route table over HTTP, and `/openapi.json` made from it.
public final class HttpServer implements Service {

  private static final Logger LOG = System.getLogger(HttpServer.class.getName());

  private final HttpSettings settings;
  private final List<Route> routes;
  private final Authenticator authenticator;
  private final Hooks hooks;
  private @Nullable Running running;

  private record Running(Javalin javalin, Admission admission) {}

  /// A server that is not started.
  public HttpServer(HttpSettings settings, List<Route> routes, Authenticator authenticator) {
    this(settings, routes, authenticator, Hooks.none());
  }

  /// A server that is not started, with what the composition root hangs on it.
  ///
  /// @throws IllegalArgumentException when two routes meet the same requests
  public HttpServer(
      HttpSettings settings, List<Route> routes, Authenticator authenticator, Hooks hooks) {
    this.settings = settings;
    this.routes = withOpenApi(routes);
    this.authenticator = authenticator;
    this.hooks = hooks;
  }

  private static List<Route> withOpenApi(List<Route> routes) {
    List<Route> all = new ArrayList<>(routes);
    all.add(OpenApi.route(routes));
    Set<String> seen = new HashSet<>();
    for (Route route : all) {
      if (!seen.add(route.pattern())) {
        throw new IllegalArgumentException("two routes for " + route.pattern());
      }
    }
    return List.copyOf(all);
  }

  /// The whole route table.
  public List<Route> routes() {
    return routes;
  }

  /// Starts to serve.
  ///
  /// @throws Problem `port_in_use` or `cannot_listen`
  @Override
  public synchronized void start() {
    if (running != null) {
      return;
    }
    Admission admission = new Admission(settings.limits());
    Exchange exchange = new Exchange(authenticator, settings.limits(), hooks, admission);
    Javalin javalin = new JettyFront(settings, routes, exchange).create();
    try {
      javalin.start();
    } catch (RuntimeException failure) {
      javalin.stop();
      throw explain(failure);
    }
    running = new Running(javalin, admission);
    LOG.log(Level.DEBUG, () -> "serving on " + address());
  }

  private Problem explain(RuntimeException failure) {
    String where = settings.address() + ":" + settings.port();
    boolean taken = failure instanceof JavalinBindException;
    return new Problem(
        Problem.Kind.UNAVAILABLE,
        taken ? "port_in_use" : "cannot_listen",
        taken
            ? where
                + " is taken by another program, perhaps another DevQ. Stop it, or choose another port with"
                + " --port (0 takes a free one)."
            : "DevQ cannot listen on " + where + ": " + failure.getMessage(),
        null,
        failure);
  }

  /// The port that is listened on.
  ///
  /// @throws IllegalStateException when not started
  public synchronized int port() {
    if (running == null) {
      throw new IllegalStateException("the server is not started");
    }
    return running.javalin.port();
  }

  /// Where browsers and clients on this machine find it, such as `http://127.0.0.1:7070`.
  ///
  /// @throws IllegalStateException when not started
  public String address() {
    boolean any = settings.address().equals("0.0.0.0") || settings.address().equals("::");
    String host = any ? "127.0.0.1" : settings.address();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /// Refuses new requests, ends long polls and streams at once, lets brief requests finish.
  @Override
  public synchronized void stop() {
    if (running != null) {
      running.admission.close();
      running.javalin.stop();
      running = null;
    }
  }
}
