package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts an answer on the wire: headers, conditions, ranges, bodies and events.
final class ResponseWriter {

  private final HttpLimits limits;
  private final TimeSource time;

  ResponseWriter(HttpLimits limits, TimeSource time) {
    this.limits = limits;
    this.time = time;
  }

  /// Writes `response`. Whoever stopped reading is met with [ClientGone].
  ///
  /// @throws Exception what a source of bytes or events throws
  void write(Response response, HttpServletRequest request, HttpServletResponse out)
      throws Exception {
    out.setStatus(response.status());
    out.setContentType(null);
    out.setCharacterEncoding(null);
    out.setHeader("Cache-Control", "no-store");
    for (Response.Header header : response.headers()) {
      if (header.name().equals("Set-Cookie")) {
        out.addHeader(header.name(), header.value());
      } else {
        out.setHeader(header.name(), header.value());
      }
    }
    if (unchanged(response, request)) {
      out.setStatus(304);
      return;
    }
    switch (response.body()) {
      case Response.Body.None _ -> {}
      case Response.Body.Whole whole -> {
        out.setContentLengthLong(whole.bytes().length);
        send(out).write(whole.bytes());
      }
      case Response.Body.Ranged ranged -> ranged(ranged.content(), response, request, out);
      case Response.Body.Streamed streamed -> {
        if (!request.getMethod().equals("HEAD")) {
          streamed.writer().write(send(out));
        }
      }
      case Response.Body.Live live -> {
        if (!request.getMethod().equals("HEAD")) {
          Events.run(out.getOutputStream(), limits, time, live.source());
        }
      }
    }
  }

  private static boolean unchanged(Response response, HttpServletRequest request) {
    String wanted = request.getHeader("If-None-Match");
    return wanted != null
        && response.status() == 200
        && tag(response).filter(tag -> names(wanted, tag)).isPresent();
  }

  private static boolean names(String tags, String tag) {
    return tags.strip().equals("*")
        || List.of(tags.split(",")).stream()
            .anyMatch(one -> one.strip().replaceFirst("^W/", "").equals(tag));
  }

  private static Optional<String> tag(Response response) {
    return response.headers().stream()
        .filter(header -> header.name().equals("ETag"))
        .map(Response.Header::value)
        .findFirst();
  }

  private static void ranged(
      Content content, Response response, HttpServletRequest request, HttpServletResponse out)
      throws IOException {
    out.setHeader("Accept-Ranges", "bytes");
    ByteRange range = range(content, response, request);
    long length = content.length();
    if (range == null) {
      send(content, 0, length, request, out);
      return;
    }
    if (range.isOutside(length)) {
      out.setHeader("Content-Range", "bytes */" + length);
      throw Problem.invalid(
          Problems.RANGE_NOT_SATISFIABLE,
          "The range lies outside the " + length + " bytes there are.");
    }
    ByteRange part = range.within(length);
    out.setStatus(206);
    out.setHeader("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length);
    send(content, part.first(), part.last() - part.first() + 1, request, out);
  }

  private static void send(
      Content content, long offset, long count, HttpServletRequest request, HttpServletResponse out)
      throws IOException {
    out.setContentLengthLong(count);
    if (!request.getMethod().equals("HEAD")) {
      content.write(offset, count, send(out));
    }
  }

  private static @Nullable ByteRange range(
      Content content, Response response, HttpServletRequest request) {
    String header = request.getHeader("Range");
    String condition = request.getHeader("If-Range");
    boolean stillTheSame =
        condition == null || tag(response).filter(condition.strip()::equals).isPresent();
    return header == null || !stillTheSame || content.length() == 0
        ? null
        : ByteRange.parse(header.toLowerCase(Locale.ROOT));
  }

  /// The way to the client, whose failures are the client's.
  private static OutputStream send(HttpServletResponse out) throws IOException {
    return new ClientStream(out.getOutputStream());
  }
}
