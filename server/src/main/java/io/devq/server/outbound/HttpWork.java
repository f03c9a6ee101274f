package io.devq.server.outbound;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.jobs.Attempt;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.RetryAfter;
import io.devq.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Jobs of type `http`: one request. An answer from 200 to 299 succeeds; 408, 425, 429, statuses
/// from 500 on and failures of the network are tried again as the retry policy says, not before a
/// `Retry-After`; every other answer, also a redirect, fails for good.
public final class HttpWork implements Handler {

  /// The job type.
  public static final String TYPE = "http";

  private static final Set<String> KEPT =
      Set.of(
          "content-type",
          "content-length",
          "date",
          "etag",
          "last-modified",
          "location",
          "retry-after",
          "x-request-id");

  private static final int LONGEST_KEPT = 500;

  private final Outbound outbound;
  private final TimeSource time;

  /// Work that sends through this client.
  public HttpWork(Outbound outbound, TimeSource time) {
    this.outbound = outbound;
    this.time = time;
  }

  /// What the result of such a job looks like.
  ///
  /// @param body as text, when it is UTF-8 or says in what it is written
  /// @param bodyBase64 otherwise
  /// @param truncated whether there was more than [HttpCall#RESULT_BODY] bytes
  public record Result(
      int status,
      Map<String, String> headers,
      @Nullable String body,
      @Nullable String bodyBase64,
      boolean truncated) {}

  @Override
  public @Nullable String run(Attempt attempt) throws Exception {
    HttpCall call = call(attempt.payload());
    OutboundRequest request = call.request();
    attempt.log(request.method() + " " + shown(request.uri()) + headers(request));
    if (request.body().length > 0) {
      attempt.log("  " + request.body().length + " bytes of body");
    }
    OutboundAnswer answer = send(request);
    attempt.log(
        "-> "
            + answer.status()
            + " from "
            + answer.remote()
            + ", "
            + answer.body().length
            + " bytes"
            + (answer.truncated() ? " and more" : ""));
    String complaint = call.complaint(answer);
    if (complaint == null) {
      return Json.strict().text(result(answer));
    }
    throw failure(complaint, answer);
  }

  private static HttpCall call(String payload) throws FatalFailure {
    try {
      return HttpCall.read(payload);
    } catch (Problem problem) {
      throw new FatalFailure(problem.message());
    }
  }

  private OutboundAnswer send(OutboundRequest request) throws Exception {
    try {
      return outbound.send(request);
    } catch (Problem problem) {
      throw new FatalFailure(problem.message());
    } catch (IOException failure) {
      throw new IOException(
          request.uri().getHost() + " gave no answer: " + failure.getMessage(), failure);
    }
  }

  private Exception failure(String complaint, OutboundAnswer answer) {
    String where =
        answer
            .header("Location")
            .map(to -> ", to " + shorten(to) + "; redirects are not followed")
            .orElse("");
    String what = complaint + (answer.status() >= 300 && answer.status() < 400 ? where : "") + ".";
    if (!answer.passing()) {
      return new FatalFailure(what);
    }
    Optional<Duration> asked = RetryAfterHeader.of(answer, time.now());
    return asked.isPresent() ? new RetryAfter(asked.get(), what) : new IOException(what);
  }

  /// The address without its query, where people put tokens.
  private static String shown(URI uri) {
    String text =
        uri.getScheme()
            + "://"
            + uri.getRawAuthority()
            + (uri.getRawPath() == null ? "" : uri.getRawPath());
    return shorten(text) + (uri.getRawQuery() == null ? "" : "?…");
  }

  /// Names alone: values of headers are often credentials.
  private static String headers(OutboundRequest request) {
    return request.headers().isEmpty()
        ? ""
        : request.headers().keySet().stream()
            .sorted()
            .collect(Collectors.joining(", ", " with ", ""));
  }

  private static Result result(OutboundAnswer answer) {
    Map<String, String> kept = new LinkedHashMap<>();
    answer
        .headers()
        .forEach((name, values) -> {
          if (KEPT.contains(name.toLowerCase(Locale.ROOT))) {
            kept.put(name.toLowerCase(Locale.ROOT), shorten(String.join(", ", values)));
          }
        });
    boolean text = isText(answer);
    return new Result(
        answer.status(),
        kept,
        text ? answer.text() : null,
        text ? null : Base64.getEncoder().encodeToString(answer.body()),
        answer.truncated());
  }

  /// Whether the body says in what charset it is written, or is UTF-8 and no binary file.
  private static boolean isText(OutboundAnswer answer) {
    if (answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("charset=")) {
      return true;
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    int end =
        answer.truncated()
            ? Math.max(0, text.length() - 1)
            : text.length(); // a character may be cut
    return text.substring(0, end).chars().noneMatch(c -> c == '\uFFFD' || c == 0);
  }

  private static String shorten(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= LONGEST_KEPT
        ? printable
        : printable.substring(0, LONGEST_KEPT) + "…";
  }
}
