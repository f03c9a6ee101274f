package io.devq.server.http;

/// Answers a request, on a virtual thread of its own: it may block. It is interrupted when the
/// server stops.
@FunctionalInterface
public interface Handler {

  /// The answer.
  ///
  /// @throws Exception a [io.devq.base.Problem] becomes its problem details; anything else is
  ///   logged once and becomes a 500 with an id
  Response handle(Request request) throws Exception;
}
