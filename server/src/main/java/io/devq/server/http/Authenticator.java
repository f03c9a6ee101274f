package io.devq.server.http;

import io.devq.base.Problem;

/// Finds out who asks.
@FunctionalInterface
public interface Authenticator {

  /// Who sent this request. Called once for each request to a route that is not open to anyone.
  ///
  /// @throws Problem of kind UNAUTHENTICATED when nobody is known, saying how to get a token; of
  ///   kind FORBIDDEN when the request was made by a foreign page
  Principal authenticate(Request request);
}
