package io.devq.server.security;

import io.devq.base.Problem;
import io.devq.base.TokenId;
import io.devq.protocol.Access;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Principal;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.security.store.Token;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The routes of tokens and sign-in links.
public final class SecurityRoutes {

  private final Tokens tokens;
  private final Sessions sessions;

  /// Routes to these doors.
  public SecurityRoutes(Tokens tokens, Sessions sessions) {
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/tokens", Role.ADMIN, "Lists tokens, live ones first", this::list)
            .gives(200, Page.class, Access.Token.class),
        Route.post(
                "/api/v1/tokens",
                Role.ADMIN,
                "Makes a token and shows its secret once",
                this::issue)
            .takes(Access.NewToken.class)
            .gives(201, Access.IssuedToken.class),
        Route.delete("/api/v1/tokens/{id}", Role.ADMIN, "Revokes a token", this::revoke),
        Route.get("/api/v1/caller", Role.MEMBER, "Tells who the caller is", SecurityRoutes::caller)
            .gives(200, Access.Caller.class),
        Route.post(
                "/api/v1/sign-in-links",
                Role.VIEWER,
                "Makes a one-time link that signs a browser in as the caller",
                this::link)
            .gives(201, Access.SignInLink.class));
  }

  private Response list(Request request) {
    return Response.json(
        new Page<>(
            tokens.list(request.project()).stream().map(SecurityRoutes::view).toList(), null));
  }

  private Response issue(Request request) throws IOException {
    Access.NewToken wanted = request.json(Access.NewToken.class);
    Tokens.Issued issued =
        tokens.issue(
            request.project(), wanted.name(), role(wanted.role()), request.principal().name());
    return Response.created(
        "/api/v1/tokens/" + issued.token().id(),
        new Access.IssuedToken(view(issued.token()), issued.secret().text()));
  }

  private Response revoke(Request request) {
    tokens.revoke(request.project(), request.parameter("id", TokenId::parse));
    return Response.done();
  }

  private static Response caller(Request request) {
    Principal caller = request.principal();
    return Response.json(new Access.Caller(caller.name(), caller.project(), caller.role().text()));
  }

  private Response link(Request request) {
    Sessions.Link link = sessions.link(request.project(), request.principal().name());
    return Response.json(201, new Access.SignInLink(link.path(), link.expiresAt()));
  }

  private static Role role(String text) {
    return Arrays.stream(Role.values())
        .filter(role -> role.grantable() && role.text().equals(text))
        .findFirst()
        .orElseThrow(() ->
            Problem.invalid(
                "invalid_role",
                "A role is one of "
                    + Arrays.stream(Role.values())
                        .filter(Role::grantable)
                        .map(Role::text)
                        .collect(Collectors.joining(", "))
                    + ".",
                "/role"));
  }

  private static Access.Token view(Token token) {
    return new Access.Token(
        token.id(),
        token.name(),
        token.role().text(),
        token.createdBy(),
        token.createdAt(),
        token.lastUsedAt(),
        token.revokedAt());
  }
}
