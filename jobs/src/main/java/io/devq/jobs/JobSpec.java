package io.devq.jobs;

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
/// @param limits how long things may take
/// @param sharing keys and weight by which its runs share slots with others
/// @param unique a key of which there is one job in the project, or null
/// @param dependsOn jobs that must have ended before it is due
/// @param notices whom to tell of what becomes of it
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
    TimeLimits limits,
    Sharing sharing,
    @Nullable UniqueKey unique,
    List<Dependency> dependsOn,
    List<Notify> notices,
    @Nullable String resultLocation,
    Map<String, String> tags,
    Retention retention,
    @Nullable RunId rerunOf) {

  /// The queue of work that names none.
  public static final String DEFAULT_QUEUE = "default";

  /// The queue of the steps of builds, which stand in a lane of their own.
  public static final String BUILD_QUEUE = "builds";

  /// The priority of work that names none.
  public static final int DEFAULT_PRIORITY = 5;

  /// Checks everything that can be checked without a database.
  ///
  /// @throws Problem with the field's pointer
  public JobSpec {
    labels = List.copyOf(labels);
    tags = Map.copyOf(tags);
    dependsOn = List.copyOf(dependsOn);
    notices = List.copyOf(notices);
    Names.check("/type", type);
    Names.check("/queue", queue);
    Names.checkOptional("/name", name);
    Names.checkOptional("/owner", owner);
    labels.forEach(label -> Names.check("/labels", label));
    if (labels.size() > JobLimits.LABELS || tags.size() > JobLimits.LABELS) {
      throw Problem.invalid(
          "too_many_labels",
          "A job has at most " + JobLimits.LABELS + " labels and tags.",
          "/labels");
    }
    if (payload.length() > JobLimits.LARGE_BYTES / 3
        && payload.getBytes(StandardCharsets.UTF_8).length > JobLimits.LARGE_BYTES) {
      throw new Problem(
          Problem.Kind.TOO_LARGE,
          "payload_too_large",
          "The payload is larger than "
              + JobLimits.LARGE_BYTES
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
    if (dependsOn.size() > JobLimits.DEPENDENCIES || notices.size() > JobLimits.LABELS) {
      throw Problem.invalid(
          "too_many_dependencies",
          "A job depends on at most "
              + JobLimits.DEPENDENCIES
              + " others and tells at most "
              + JobLimits.LABELS
              + "; use a group for more.",
          "/dependsOn");
    }
    if (sharing.orderKey() != null && priority != DEFAULT_PRIORITY) {
      throw Problem.invalid(
          "invalid_priority",
          "Runs with an order key start in due order, whatever their priority; leave it out.",
          "/priority");
    }
  }

  /// Checks that every text can be stored as it is. Not done for each job that is read.
  ///
  /// @throws Problem `invalid_text`
  public void requireStorable() {
    Names.checkText("/name", name);
    Names.checkText("/description", description);
    Names.checkText("/type", type);
    Names.checkText("/owner", owner);
    Names.checkText("/queue", queue);
    Names.checkText("/payload", payload);
    Names.checkText("/resultLocation", resultLocation);
    Names.checkText("/fairKey", sharing.fairKey());
    Names.checkText("/orderKey", sharing.orderKey());
    labels.forEach(label -> Names.checkText("/labels", label));
    tags.forEach((key, value) -> {
      Names.checkText("/tags", key);
      Names.checkText("/tags", value);
    });
    if (unique != null) {
      Names.checkText("/unique/key", unique.key());
    }
  }

  /// How long an attempt may run.
  public Duration timeout() {
    return limits.run();
  }

  /// How long a run may wait after it is due, or null for ever.
  public @Nullable Duration queueTimeout() {
    return limits.waiting();
  }

  /// Whether the job's runs follow each other, never two at once: it recurs, and overlap means to
  /// wait.
  public boolean serial() {
    return schedule instanceof Schedule.Recurring recurring && recurring.recurrence().serial();
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
        DEFAULT_PRIORITY,
        List.of(),
        RetryPolicy.DEFAULT,
        TimeLimits.DEFAULT,
        Sharing.NONE,
        null,
        List.of(),
        List.of(),
        null,
        Map.of(),
        Retention.NORMAL,
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
    return withLimits(limits.withRun(timeout));
  }

  /// The same with a queue time-out.
  public JobSpec withQueueTimeout(@Nullable Duration queueTimeout) {
    return withLimits(limits.withWaiting(queueTimeout));
  }

  /// The same with other time limits.
  public JobSpec withLimits(TimeLimits limits) {
    return but(draft -> draft.limits = limits);
  }

  /// The same with other keys and another weight.
  public JobSpec withSharing(Sharing sharing) {
    return but(draft -> draft.sharing = sharing);
  }

  /// The same, waiting for other jobs.
  public JobSpec withDependsOn(List<Dependency> dependsOn) {
    return but(draft -> draft.dependsOn = dependsOn);
  }

  /// The same, telling others.
  public JobSpec withNotices(List<Notify> notices) {
    return but(draft -> draft.notices = notices);
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

  /// The same with a unique key that is held while it lives; submitting again answers with the job
  /// that is there.
  public JobSpec withUnique(String key) {
    return withUniqueKey(UniqueKey.of(key));
  }

  /// The same with a unique key, or none.
  public JobSpec withUniqueKey(@Nullable UniqueKey unique) {
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
