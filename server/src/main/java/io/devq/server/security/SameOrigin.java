package io.devq.server.security;

import io.devq.base.Problem;
import io.devq.server.http.Request;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Tells requests that our own pages make a browser send from those that a foreign page makes it
/// send (OWASP, Cross-Site Request Forgery Prevention: fetch metadata, with the origin as
/// fallback).
public final class SameOrigin {

  private SameOrigin() {}

  /// Insists that one of our own pages sent the request.
  ///
  /// @throws Problem `foreign_page`
  public static void require(Request request) {
    boolean own =
        request
            .header("Sec-Fetch-Site")
            .map("same-origin"::equals)
            .orElseGet(() -> originIsHost(request));
    if (!own) {
      throw Problem.of(
          Problem.Kind.FORBIDDEN,
          "foreign_page",
          "Another site made the browser send this, so it was not done. Use DevQ's own pages, or a token.");
    }
  }

  /// The origin's host and port against those the request went to. The scheme is left out: a proxy
  /// may end TLS before us.
  private static boolean originIsHost(Request request) {
    Optional<String> host = request.header("Host").map(text -> text.toLowerCase(Locale.ROOT));
    return host.isPresent() && request.header("Origin").flatMap(SameOrigin::authority).equals(host);
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getRawAuthority())
          .map(text -> text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
