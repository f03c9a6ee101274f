package io.devq.server.http;

/// The methods DevQ serves. `HEAD` is answered wherever `GET` is.
public enum Method {
  /// Reads.
  GET,
  /// Creates or acts.
  POST,
  /// Replaces.
  PUT,
  /// Changes some fields.
  PATCH,
  /// Removes.
  DELETE;

  /// Whether it only reads, so that a foreign page that makes a browser send it does no harm (RFC
  /// 9110, section 9.2.1).
  public boolean safe() {
    return this == GET;
  }
}
