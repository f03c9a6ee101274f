package io.devq.server.web;

import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.security.Callers;
import io.devq.server.security.SameOrigin;
import io.devq.server.security.Secret;
import io.devq.server.security.Sessions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Signing a browser in, by a one-time link or by a token, and out.
public final class SignInPages {

  private final Pages pages;
  private final Sessions sessions;

  /// Pages that begin and end sessions.
  public SignInPages(Pages pages, Sessions sessions) {
    this.pages = pages;
    this.sessions = sessions;
  }

  /// Their routes.
  public List<Route> routes() {
    return List.of(
        Route.page("/sign-in", Role.ANYONE, "Shows how to sign in", this::ask)
            .query("next", String.class, "The path to go to afterwards"),
        Route.post("/sign-in", Role.ANYONE, "Signs a browser in by a token", this::byToken)
            .takesForm()
            .givesBytes("text/html"),
        Route.page(
            "/sign-in/{code}", Role.ANYONE, "Signs a browser in by a one-time link", this::byLink),
        Route.post("/sign-out", Role.MEMBER, "Signs a browser out", this::out).takesForm());
  }

  private Response ask(Request request) {
    return form(200, local(request.query().text("next").orElse("/")), "");
  }

  private Response form(int status, String next, String complaint) {
    return pages.open(
        status, "Sign in", "sign-in.jte", Map.of("next", next, "complaint", complaint));
  }

  private Response byToken(Request request) throws IOException {
    SameOrigin.require(request);
    Map<String, String> form = request.form();
    String next = local(form.getOrDefault("next", "/"));
    Secret token = new Secret(form.getOrDefault("token", "").strip());
    return sessions
        .begin(request.project(), token)
        .map(started -> Response.redirect(next).header("Set-Cookie", cookie(request, started)))
        .orElseGet(() ->
            form(
                401,
                next,
                "This token is not known here: it was revoked, mistyped, or is of another server."));
  }

  /// Answers with a page that moves on, not with a redirect: after a click on a foreign page a
  /// browser sends our strict cookie only with what our own page asks for.
  private Response byLink(Request request) {
    if (request.header("Sec-Purpose").isPresent()) {
      return form(503, "/", "A sign-in link is not to be fetched ahead of time.");
    }
    Optional<Sessions.Started> started =
        request.isHead()
            ? Optional.empty()
            : sessions.redeem(request.project(), new Secret(request.parameter("code")));
    return started
        .map(session ->
            pages
                .open(200, "Signed in", "signed-in.jte", Map.of())
                .header("Set-Cookie", cookie(request, session)))
        .orElseGet(() -> form(410, "/", "This link has been used, or is older than a minute."));
  }

  private Response out(Request request) {
    request
        .cookie(Callers.COOKIE)
        .ifPresent(secret -> sessions.end(request.project(), new Secret(secret)));
    return Response.redirect("/sign-in")
        .header("Set-Cookie", Callers.COOKIE + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  }

  private static String cookie(Request request, Sessions.Started started) {
    boolean secure = request.header("X-Forwarded-Proto").filter("https"::equals).isPresent();
    return Callers.COOKIE
        + "="
        + started.secret().text()
        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
        + started.life().toSeconds()
        + (secure ? "; Secure" : "");
  }

  /// A path of ours, never another site.
  private static String local(String next) {
    boolean ours = next.startsWith("/") && !next.startsWith("//") && next.indexOf('\\') < 0;
    return ours && next.chars().noneMatch(c -> c < ' ') ? next : "/";
  }
}
