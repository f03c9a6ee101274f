package io.devq.server.http;

import java.util.Locale;

/// What a caller may do, and what a route asks for. People climb from viewer to admin; machines
/// have a role each, which opens the routes of their protocol and nothing else.
public enum Role {
  /// Asked for by routes that need no token. Nobody holds it.
  ANYONE,
  /// Asked for by routes that any token opens. Nobody holds it.
  MEMBER,
  /// Sees everything except secrets.
  VIEWER,
  /// Submits, cancels, deploys.
  OPERATOR,
  /// Manages tokens and settings; may do whatever any other role may.
  ADMIN,
  /// Takes runs and reports on them.
  WORKER,
  /// Receives deployments.
  HOST,
  /// Serves a region.
  RELAY;

  /// Whether a token can hold this role.
  public boolean grantable() {
    return this != ANYONE && this != MEMBER;
  }

  /// Whether the holder of this role may use a route that asks for `needed`.
  public boolean covers(Role needed) {
    return switch (needed) {
      case ANYONE, MEMBER -> true;
      case VIEWER -> this == VIEWER || this == OPERATOR || this == ADMIN;
      case OPERATOR -> this == OPERATOR || this == ADMIN;
      case ADMIN -> this == ADMIN;
      case WORKER, HOST, RELAY -> this == needed || this == ADMIN;
    };
  }

  /// The name users see: lower case.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
