package io.devq.jobs;

import io.devq.base.Durations;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A job as somebody asks for it. Made by [#of] and the `with…` methods; checked where it is made.
///
/// @param id given by the caller, or null; submitting the same id again answers with the job that
///   is there
/// @param name unique among live jobs of the project, or null
/// @param type who runs it: a built-in type or one that a handler or worker is registered for
/// @param payload a JSON text
/// @param labels what a worker must offer
/// @param timeout how long an attempt may run
/// @param queueTimeout how long the run may wait after it is due, or null for ever
/// @param unique a key of which at most one live job exists in the project: submitting again
///   answers with the job that is there; or null
/// @param rerunOf the run this one repeats, or null
public record JobSpec(
    @Nullable JobId id,
    @Nullable String name,
    @Nullable String description,
    String type,
    @Nullable String owner,
    String queue,
    String payload,
    Schedule schedule,
    int priority,
    List<String> labels,
    RetryPolicy retry,
    Duration timeout,
    @Nullable Duration queueTimeout,
    @Nullable String resultLocation,
    Map<String, String> tags,
    Retention retention,
    @Nullable String unique,
    @Nullable RunId rerunOf) {

  /// The queue of work that names none.
  public static final String DEFAULT_QUEUE = "default";

  /// The queue of the steps of builds, which stand in a lane of their own.
  public static final String BUILD_QUEUE = "builds";

  /// Checks everything that can be checked without a database.
  ///
  /// @throws Problem with the field's pointer
  public JobSpec {
    labels = List.copyOf(labels);
    tags = Map.copyOf(tags);
    Names.check("/type", type);
    Names.check("/queue", queue);
    Names.checkOptional("/name", name);
    Names.checkOptional("/owner", owner);
    Names.checkOptional("/unique", unique);
    labels.forEach(label -> Names.check("/labels", label));
    if (labels.size() > JobLimits.LABELS || tags.size() > JobLimits.LABELS) {
      throw Problem.invalid(
          "too_many_labels",
          "A job has at most " + JobLimits.LABELS + " labels and tags.",
          "/labels");
    }
    if (payload.getBytes(StandardCharsets.UTF_8).length > JobLimits.PAYLOAD_BYTES) {
      throw new Problem(
          Problem.Kind.TOO_LARGE,
          "payload_too_large",
          "The payload is larger than "
              + JobLimits.PAYLOAD_BYTES
              + " bytes; store it and pass its address.",
          "/payload",
          null);
    }
    if (payload.contains("\\u0000") || payload.indexOf('\0') >= 0) {
      throw Problem.invalid(
          "invalid_payload",
          "The payload contains a NUL character, which cannot be stored.",
          "/payload");
    }
    if (priority < 0 || priority > 9) {
      throw Problem.invalid("invalid_priority", "The priority is 0 to 9, 9 first.", "/priority");
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Durations.LONGEST) > 0) {
      throw Problem.invalid(
          "invalid_timeout", "The time limit is positive and at most ten years.", "/timeout");
    }
  }

  /// A job of a type with a payload, due now, with all defaults.
  public static JobSpec of(String type, String payload) {
    return new JobSpec(
        null,
        null,
        null,
        type,
        null,
        DEFAULT_QUEUE,
        payload,
        new Schedule.Now(),
        5,
        List.of(),
        RetryPolicy.DEFAULT,
        JobLimits.TIMEOUT,
        null,
        null,
        Map.of(),
        Retention.NORMAL,
        null,
        null);
  }

  /// The same with an id of the caller's.
  public JobSpec withId(@Nullable JobId id) {
    return but(draft -> draft.id = id);
  }

  /// The same with a name.
  public JobSpec withName(@Nullable String name) {
    return but(draft -> draft.name = name);
  }

  /// The same with a description.
  public JobSpec withDescription(@Nullable String description) {
    return but(draft -> draft.description = description);
  }

  /// The same with an owner.
  public JobSpec withOwner(@Nullable String owner) {
    return but(draft -> draft.owner = owner);
  }

  /// The same with a queue.
  public JobSpec withQueue(String queue) {
    return but(draft -> draft.queue = queue);
  }

  /// The same with a payload.
  public JobSpec withPayload(String payload) {
    return but(draft -> draft.payload = payload);
  }

  /// The same with a schedule.
  public JobSpec withSchedule(Schedule schedule) {
    return but(draft -> draft.schedule = schedule);
  }

  /// The same with a priority.
  public JobSpec withPriority(int priority) {
    return but(draft -> draft.priority = priority);
  }

  /// The same with labels a worker must offer.
  public JobSpec withLabels(List<String> labels) {
    return but(draft -> draft.labels = labels);
  }

  /// The same with a retry policy.
  public JobSpec withRetry(RetryPolicy retry) {
    return but(draft -> draft.retry = retry);
  }

  /// The same with a time limit.
  public JobSpec withTimeout(Duration timeout) {
    return but(draft -> draft.timeout = timeout);
  }

  /// The same with a queue time-out.
  public JobSpec withQueueTimeout(@Nullable Duration queueTimeout) {
    return but(draft -> draft.queueTimeout = queueTimeout);
  }

  /// The same with a result location.
  public JobSpec withResultLocation(@Nullable String resultLocation) {
    return but(draft -> draft.resultLocation = resultLocation);
  }

  /// The same with tags.
  public JobSpec withTags(Map<String, String> tags) {
    return but(draft -> draft.tags = tags);
  }

  /// The same with a retention class.
  public JobSpec withRetention(Retention retention) {
    return but(draft -> draft.retention = retention);
  }

  /// The same with a unique key.
  public JobSpec withUnique(@Nullable String unique) {
    return but(draft -> draft.unique = unique);
  }

  /// The same with the run it repeats.
  public JobSpec withRerunOf(@Nullable RunId rerunOf) {
    return but(draft -> draft.rerunOf = rerunOf);
  }

  private JobSpec but(Consumer<JobDraft> change) {
    JobDraft draft = new JobDraft(this);
    change.accept(draft);
    return draft.spec();
  }
}
