package io.devq.server.notify;

import io.devq.base.Failpoint;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.TimeSource;
import io.devq.jobs.Attempt;
import io.devq.jobs.FatalFailure;
import io.devq.jobs.Handler;
import io.devq.jobs.RetryAfter;
import io.devq.protocol.Json;
import io.devq.protocol.Notifications.Data;
import io.devq.protocol.Notifications.Event;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.outbound.Outbound;
import io.devq.server.outbound.OutboundAnswer;
import io.devq.server.outbound.OutboundRequest;
import io.devq.server.outbound.RetryAfterHeader;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Jobs that tell somebody something. Delivery is at least once: the id of the message is that of
/// its run, the same at every attempt, so that receivers can tell a repetition.
final class Delivery implements Handler {

  /// The job type.
  static final String TYPE = "devq.notify";

  /// How long a receiver may take.
  static final Duration WITHIN = Duration.ofSeconds(20);

  private static final int GONE = 410;

  private final NotificationStore store;
  private final Rules rules;
  private final WebhookSecrets secrets;
  private final Ways ways;
  private final Supplier<Optional<String>> address;
  private final TimeSource time;

  /// How messages leave.
  ///
  /// @param post null when no mail server is set
  record Ways(Outbound outbound, @Nullable Post post) {}

  /// @param address of this server for links, when it is known
  Delivery(
      NotificationStore store,
      Rules rules,
      WebhookSecrets secrets,
      Ways ways,
      Supplier<Optional<String>> address,
      TimeSource time) {
    this.store = store;
    this.rules = rules;
    this.secrets = secrets;
    this.ways = ways;
    this.address = address;
    this.time = time;
  }

  @Override
  public @Nullable String run(Attempt attempt) throws Exception {
    Notice notice = Json.tolerant().read(attempt.payload(), Notice.class);
    Event event = withLinks(notice.event());
    Failpoint.pass("notify.before-send");
    String webhook = notice.webhook();
    String result =
        webhook != null
            ? call(attempt, webhook, event)
            : write(attempt, String.valueOf(notice.email()), event);
    Failpoint.pass("notify.after-send");
    return result;
  }

  /// Links are made when a message leaves: the server may have moved since its run ended.
  private Event withLinks(Event event) {
    Data data = event.data();
    JobId job = data.job();
    Optional<String> base = address.get();
    if (base.isEmpty() || job == null) {
      return event;
    }
    Map<String, String> links = new LinkedHashMap<>();
    RunId run = data.run();
    String api = base.get() + "/api/v1";
    links.put("job", api + "/jobs/" + job);
    if (run != null) {
      links.put("run", api + "/runs/" + run);
      links.put("log", api + "/runs/" + run + "/log");
    }
    links.put("page", base.get() + (run == null ? "/jobs/" + job : "/runs/" + run));
    return new Event(event.type(), event.timestamp(), data.withLinks(links));
  }

  private String call(Attempt attempt, String webhook, Event event) throws Exception {
    var stopped = rules.stop(attempt.project(), webhook);
    if (stopped.isPresent()) {
      throw new FatalFailure("this webhook is left alone since it said that it is gone");
    }
    OutboundAnswer answer = send(request(attempt, webhook, event));
    attempt.log("-> " + answer.status() + " from " + answer.remote());
    if (answer.succeeded()) {
      return "{\"status\":" + answer.status() + "}";
    }
    throw failure(attempt.project(), webhook, answer);
  }

  private OutboundRequest request(Attempt attempt, String webhook, Event event) {
    String body = Json.strict().text(event);
    String id = attempt.run().text();
    long timestamp = time.now().getEpochSecond();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(timestamp));
    headers.put("webhook-signature", secrets.sign(attempt.project(), id, timestamp, body));
    URI uri = URI.create(webhook);
    attempt.log(
        "POST "
            + uri.getScheme()
            + "://"
            + uri.getRawAuthority()
            + ": "
            + event.type()
            + ", message "
            + id);
    return OutboundRequest.message(uri, headers, body.getBytes(StandardCharsets.UTF_8), WITHIN);
  }

  private OutboundAnswer send(OutboundRequest request) throws Exception {
    try {
      return ways.outbound().send(request);
    } catch (Problem problem) {
      throw new FatalFailure(problem.message());
    } catch (IOException failure) {
      throw new IOException("the webhook gave no answer: " + failure.getMessage(), failure);
    }
  }

  private Exception failure(String project, String webhook, OutboundAnswer answer) {
    if (answer.status() == GONE) {
      store.stop(project, webhook, "it answered 410 Gone");
      rules.refresh();
      return new FatalFailure("the webhook answered 410 Gone; it is left alone from now on");
    }
    String what = "the webhook answered " + answer.status();
    Optional<Duration> asked =
        answer.passing() ? RetryAfterHeader.of(answer, time.now()) : Optional.empty();
    return asked.isPresent() ? new RetryAfter(asked.get(), what) : new IOException(what);
  }

  private @Nullable String write(Attempt attempt, String email, Event event) throws Exception {
    Post post = ways.post();
    if (post == null) {
      throw new FatalFailure("no mail server is set; the operator sets " + MailSettings.URL);
    }
    attempt.log("mail to " + email + ": " + event.type());
    try {
      Instant date = event.timestamp();
      post.send(
          new Post.Mail(
              attempt.run().text(), email, Letter.subject(event), Letter.text(event), date));
      return null;
    } catch (Post.Refused refused) {
      throw new FatalFailure(Post.line(refused));
    } catch (MessagingException failure) {
      throw new IOException("the mail server did not take it: " + Post.line(failure), failure);
    }
  }
}
