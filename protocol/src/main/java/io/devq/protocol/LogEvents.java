package io.devq.protocol;

/// What the log of a run says when it is followed: `GET /api/v1/runs/{id}/log` with `Accept:
/// text/event-stream`.
///
/// Each piece of the log is one event named [#LOG] whose data is a [Piece] as JSON and whose id is
/// `attempt:offset`, the place right after the piece; `Last-Event-ID` with such an id resumes there
/// with no byte lost or repeated. When the run is final and all of its log has been sent, one event
/// named [#END] follows, whose data is an [End] as JSON, and the stream closes. A comment line
/// comes every 15 s when there is nothing to say.
public final class LogEvents {

  /// Names the event that carries bytes of the log.
  public static final String LOG = "log";

  /// Names the last event.
  public static final String END = "end";

  private LogEvents() {}

  /// Bytes of the log of one attempt.
  ///
  /// @param attempt which attempt they are of; a higher one than before means that the run was
  ///   tried again
  /// @param offset where in that attempt's log they begin
  /// @param base64 the bytes, RFC 4648 base64 with padding
  public record Piece(int attempt, long offset, String base64) {}

  /// The run is final and its log has been sent.
  ///
  /// @param state the final state, such as `SUCCEEDED`
  public record End(String state) {}

  /// The event id of the place right after a piece.
  public static String id(int attempt, long offset) {
    return attempt + ":" + offset;
  }
}
