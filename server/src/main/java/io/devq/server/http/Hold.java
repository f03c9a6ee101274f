package io.devq.server.http;

/// How long a route keeps its caller, which decides the bound it counts against.
public enum Hold {
  /// It answers as fast as it can; bounded by [HttpLimits#concurrent()].
  BRIEF,
  /// It may wait for something to happen: a long poll, a followed log; bounded by
  /// [HttpLimits#waiting()].
  WAITING,
  /// It must answer also when the server is full: health and metrics. Not bounded, so it must be
  /// cheap.
  ALWAYS
}
