package io.devq.protocol;

import io.devq.base.JobId;
import io.devq.base.NotificationId;
import io.devq.base.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whom to tell of what becomes of jobs, and what they are told, as the API and webhooks show it.
public final class Notifications {

  private Notifications() {}

  /// A rule to be made for the whole project. Either a webhook or an email is given.
  ///
  /// @param on `succeeded`, `failed`, `killed`, `cancelled`, `expired`, `late`, `missed`,
  ///   `recovered`
  /// @param filter which jobs; all when not given
  public record NewRule(
      List<String> on, @Nullable Filter filter, @Nullable String webhook, @Nullable String email) {}

  /// Which jobs a rule is about; what is not given does not restrict.
  ///
  /// @param name a name, or the beginning of names with a `*` at its end
  public record Filter(
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable String name) {}

  /// A rule.
  ///
  /// @param stoppedAt since when its webhook is not called any more, because it answered that it is
  ///   gone; or null
  public record Rule(
      NotificationId id,
      List<String> on,
      Filter filter,
      @Nullable String webhook,
      @Nullable String email,
      String createdBy,
      Instant createdAt,
      @Nullable Instant stoppedAt) {}

  /// A webhook that answered 410 Gone, and is left alone since.
  public record Stopped(String webhook, Instant since, String reason) {}

  /// A webhook to be called again.
  public record Webhook(String webhook) {}

  /// A new secret with which webhooks are signed, which is never shown again.
  ///
  /// @param previousUntil until when the one before signs too, or null when there was none
  public record Secret(String secret, @Nullable Instant previousUntil) {}

  /// What is told.
  ///
  /// @param type `run.succeeded`, `run.failed`, `run.killed`, `run.cancelled`, `run.expired`,
  ///   `run.recovered`, `run.late`, `job.missed` or `test`
  /// @param timestamp when it happened
  public record Event(String type, Instant timestamp, Data data) {}

  /// What happened to a run, or to a job that should have had one.
  ///
  /// @param job null when the event is a test
  /// @param run null when the event is about a job alone
  /// @param name of the job, or null
  /// @param jobType what its work is, such as `shell`
  /// @param state of the run, such as `FAILED`, or null
  /// @param outcomeClass whose doing it was, such as `work` or `lost`, or null
  /// @param links to the job and the run, by name: `job`, `run`, `log` of the API, `page` of the
  ///   pages for people; null where the server does not know its address
  public record Data(
      String project,
      @Nullable JobId job,
      @Nullable RunId run,
      @Nullable String name,
      String jobType,
      @Nullable String owner,
      String queue,
      @Nullable String state,
      @Nullable String reason,
      @Nullable String outcomeClass,
      @Nullable Integer attempts,
      @Nullable Integer exitCode,
      @Nullable Instant nominalAt,
      @Nullable Instant dueAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      Map<String, String> tags,
      @Nullable Map<String, String> links) {

    /// The same with links.
    public Data withLinks(Map<String, String> links) {
      return new Data(
          project,
          job,
          run,
          name,
          jobType,
          owner,
          queue,
          state,
          reason,
          outcomeClass,
          attempts,
          exitCode,
          nominalAt,
          dueAt,
          startedAt,
          endedAt,
          tags,
          links);
    }
  }
}
