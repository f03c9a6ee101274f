package io.devq.server.http;

import io.devq.base.Problem;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Sets Javalin and Jetty up: our limits, virtual threads, our errors, no banner.
final class JettyFront {

  /// Threads of the operating system, for accepting and selecting only.
  private static final int PLATFORM_THREADS = 32;

  /// Connections the kernel keeps until they are accepted.
  private static final int BACKLOG = 1024;

  private static final Logger LOG = System.getLogger(JettyFront.class.getName());

  private final HttpSettings settings;
  private final List<Route> routes;
  private final Exchange exchange;

  JettyFront(HttpSettings settings, List<Route> routes, Exchange exchange) {
    this.settings = settings;
    this.routes = routes;
    this.exchange = exchange;
  }

  /// A server that is not started.
  Javalin create() {
    // What goes wrong is told by us, once: a port that is taken by the Problem of start().
    JavalinLogger.enabled = false;
    return Javalin.create(config -> {
      config.startup.showJavalinBanner = false;
      config.startup.showOldJavalinVersionWarning = false;
      config.startup.startupWatcherEnabled = false;
      config.http.prefer405over404 = true;
      config.http.compressionStrategy = CompressionStrategy.NONE;
      config.jetty.threadPool = threads();
      config.jetty.modifyHttpConfiguration(this::configure);
      config.jetty.modifyServer(server -> server.setErrorHandler(new Errors()));
      config.jetty.addConnector(this::connector);
      config.router.javaLangErrorHandler((response, error) -> {
        LOG.log(Level.ERROR, "a handler met an error of the Java machine", error);
        response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR_500);
      });
      route(config);
    });
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(PLATFORM_THREADS, 4);
    pool.setName("http");
    pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    return pool;
  }

  private void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(settings.limits().header());
    http.setIdleTimeout(settings.limits().idle().toMillis());
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.address());
    connector.setPort(settings.port());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
    return connector;
  }

  private void route(JavalinConfig config) {
    config.routes.before(context -> SecurityHeaders.ALL.forEach(context.res()::setHeader));
    config.routes.exception(Exception.class, (failure, context) -> exchange.fail(context, failure));
    config.routes.exception(
        HttpResponseException.class, (failure, context) -> exchange.fail(context, failure));
    for (Route route : routes) {
      HandlerType type = HandlerType.findOrCreate(route.method().name());
      config.routes.addHttpHandler(type, route.path(), context -> exchange.serve(context, route));
      if (route.method() == Method.GET) {
        config.routes.head(route.path(), context -> exchange.serve(context, route));
      }
    }
  }

  /// Requests that Jetty itself refuses, as problem details.
  private static final class Errors extends ErrorHandler {

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback) {
      SecurityHeaders.ALL.forEach(response.getHeaders()::put);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.MEDIA_TYPE);
      Content.Sink.write(response, true, text(response.getStatus()), callback);
      return true;
    }

    private static String text(int status) {
      Problem problem =
          switch (status) {
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, HttpStatus.URI_TOO_LONG_414 ->
                Problem.of(
                    Problem.Kind.TOO_LARGE,
                    "header_too_large",
                    "The header of the request is too large.");
            default ->
                status < 500 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                    ? Problem.invalid("bad_request", "The request is not HTTP as it should be.")
                    : Problem.of(Problem.Kind.INTERNAL, "internal", "DevQ failed.");
          };
      return Problems.text(problem, status);
    }
  }
}
