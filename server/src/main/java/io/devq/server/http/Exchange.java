package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.protocol.Views.ProblemDetails;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;

/// What happens to every request, in this order: a place, the project, who asks, the role, the
/// handler, the answer.
final class Exchange {

  private static final Logger LOG = System.getLogger(Exchange.class.getName());

  /// Bytes of a refused request that are read on, so that its client gets to read the answer.
  private static final long MOST_READ_ON = 1 << 20;

  private final Authenticator authenticator;
  private final HttpLimits limits;
  private final Hooks hooks;
  private final Admission admission;
  private final ResponseWriter writer;

  Exchange(Authenticator authenticator, HttpLimits limits, Hooks hooks, Admission admission) {
    this.authenticator = authenticator;
    this.limits = limits;
    this.hooks = hooks;
    this.admission = admission;
    this.writer = new ResponseWriter(limits, hooks.time());
  }

  /// Serves one request that met `route`.
  void serve(Context context, Route route) {
    long start = hooks.time().nanos();
    try (Admission.Ticket _ = admission.enter(route.shape().hold())) {
      Response response = route.handler().handle(admitted(context, route));
      writer.write(response, context.req(), context.res());
    } catch (Exception failure) {
      fail(context, failure);
    }
    hooks
        .observer()
        .answered(
            route.method(), route.path(), context.res().getStatus(), hooks.time().nanos() - start);
  }

  private Request admitted(Context context, Route route) {
    String project = project(context);
    Request request = new Request(new Call(context, route, limits, hooks.time()), project, null);
    refuseUnknownQueries(context, route);
    if (route.role() == Role.ANYONE) {
      return request;
    }
    Principal principal = authenticator.authenticate(request);
    if (!principal.project().equals(project)) {
      throw unknownProject(project);
    }
    if (!principal.role().covers(route.role())) {
      throw Problem.of(
          Problem.Kind.FORBIDDEN,
          "not_allowed",
          "This needs the role "
              + route.role().text()
              + "; "
              + principal.name()
              + " is "
              + principal.role().text()
              + ".");
    }
    return request.by(principal);
  }

  private static String project(Context context) {
    String header = Optional.ofNullable(context.header("Devq-Project")).orElse("");
    String query = Optional.ofNullable(context.queryParam("project")).orElse("");
    if (!header.isEmpty() && !query.isEmpty() && !header.equals(query)) {
      throw Problem.invalid(
          "two_projects",
          "The header Devq-Project and the parameter project name different projects.");
    }
    String named = header.isEmpty() ? query : header;
    if (!named.isEmpty() && !named.equals(Request.DEFAULT_PROJECT)) {
      throw unknownProject(named);
    }
    return Request.DEFAULT_PROJECT;
  }

  private static Problem unknownProject(String name) {
    String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    return Problem.notFound("unknown_project", "There is no project \"" + shown + "\".");
  }

  private static void refuseUnknownQueries(Context context, Route route) {
    if (!route.path().startsWith("/api/")) {
      return;
    }
    for (String name : context.queryParamMap().keySet()) {
      if (!name.equals("project") && !route.knows(name)) {
        throw Problem.invalid(
            "unknown_parameter",
            "There is no parameter \""
                + name
                + "\" here; known are "
                + route.shape().queries().stream()
                    .map(Route.Query::name)
                    .collect(
                        Collectors.joining(", ", "", route.shape().queries().isEmpty() ? "" : ", "))
                + "project.");
      }
    }
  }

  /// Answers a request that failed, or that met no route.
  void fail(Context context, Exception failure) {
    switch (failure) {
      case ClientGone gone -> abort(context, gone);
      case InterruptedException _ when context.res().isCommitted() -> {
        // an event stream that has had its time ends as if it were complete
      }
      case InterruptedException _ -> answer(context, Admission.stopping());
      case Problem problem -> answer(context, problem);
      case HttpException bad when bad.getCode() < 500 ->
          answer(
              context,
              Problem.invalid(
                  "bad_request", "The request cannot be read: " + bad.getReason() + "."));
      case HttpResponseException unmatched -> answer(context, unmatched(context, unmatched));
      default -> unexpected(context, failure);
    }
  }

  private static Problem unmatched(Context context, HttpResponseException response) {
    if (response.getStatus() == 405) {
      String allowed = response.getDetails().getOrDefault("availableMethods", "");
      context.res().setHeader("Allow", allowed);
      return Problem.invalid(
          Problems.METHOD_NOT_ALLOWED,
          context.req().getMethod() + " is not possible here; possible: " + allowed + ".");
    }
    return Problem.notFound(
        "unknown_path",
        "There is nothing at " + context.path() + ". /openapi.json lists what there is.");
  }

  private void unexpected(Context context, Exception failure) {
    Problem explained = hooks.explainer().explain(failure);
    if (explained != null) {
      answer(context, explained);
      return;
    }
    Problem problem =
        Problem.of(
            Problem.Kind.INTERNAL,
            "internal",
            "Something in DevQ went wrong. The server's log tells more under the id in \"instance\".");
    ProblemDetails details = Problems.details(problem);
    LOG.log(
        Level.ERROR,
        () -> context.req().getMethod() + " " + context.path() + " failed, " + details.instance(),
        failure);
    answer(context, problem, details);
  }

  private void answer(Context context, Problem problem) {
    answer(context, problem, Problems.details(problem));
  }

  private void answer(Context context, Problem problem, ProblemDetails details) {
    if (context.res().isCommitted()) {
      abort(context, problem);
      return;
    }
    letFinish(context);
    String range = context.res().getHeader("Content-Range");
    context.res().resetBuffer();
    try {
      Response response = page(context, problem, details);
      if (range != null) {
        response = response.header("Content-Range", range);
      }
      writer.write(response, context.req(), context.res());
    } catch (IOException gone) {
      abort(context, gone);
    } catch (Exception broken) {
      LOG.log(Level.ERROR, "a problem could not be told", broken);
      abort(context, broken);
    }
  }

  /// Reads on what little a client has still to send: one that writes when the connection closes
  /// meets a broken pipe, and never reads why it was refused.
  private void letFinish(Context context) {
    long length = context.req().getContentLengthLong();
    if (length == 0 || length > MOST_READ_ON || context.header("Expect") != null) {
      return;
    }
    try (InputStream rest =
        new LimitedBody(context.req().getInputStream(), MOST_READ_ON, limits, hooks.time())) {
      rest.transferTo(OutputStream.nullOutputStream());
    } catch (IOException | RuntimeException _) {
      // it sends more than that, or has gone: the answer is written all the same
    }
  }

  private Response page(Context context, Problem problem, ProblemDetails details) {
    Hooks.ErrorPage pages = hooks.errorPage();
    String accept = Optional.ofNullable(context.header("Accept")).orElse("");
    if (pages == null || !accept.contains("text/html") || context.path().startsWith("/api/")) {
      return Problems.response(details);
    }
    String query = context.queryString();
    return pages.of(
        details.status(), problem, query == null ? context.path() : context.path() + "?" + query);
  }

  /// Breaks the connection, so that a client never takes half an answer for a whole one.
  private static void abort(Context context, Exception cause) {
    // an aborted channel would look as if the answer came later, and Javalin would try to end it
    ServletContextRequest request = ServletContextRequest.getServletContextRequest(context.req());
    request.getConnectionMetaData().getConnection().getEndPoint().close(cause);
  }
}
