package io.devq.agent.host;

import io.devq.base.TimeSource;
import java.net.http.HttpClient;
import java.util.Map;

/// What all services of a host share.
///
/// @param env variables of every program
record Tools(
    Pieces pieces, Shelf shelf, HttpClient http, TimeSource time, Map<String, String> env) {

  /// Where signed piece lists come from.
  @FunctionalInterface
  interface Pieces {

    /// The list of an artifact, its signature checked.
    io.devq.protocol.PieceList of(io.devq.base.Sha256 sha256) throws InterruptedException;
  }
}
