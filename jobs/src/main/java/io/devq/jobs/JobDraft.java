package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A copy of a [JobSpec] on which something is being changed.
final class JobDraft {

  @Nullable JobId id;
  @Nullable String name;
  @Nullable String description;
  String type;
  @Nullable String owner;
  String queue;
  String payload;
  Schedule schedule;
  int priority;
  List<String> labels;
  RetryPolicy retry;
  Duration timeout;
  @Nullable Duration queueTimeout;
  @Nullable String resultLocation;
  Map<String, String> tags;
  Retention retention;
  @Nullable String unique;
  @Nullable RunId rerunOf;

  JobDraft(JobSpec spec) {
    id = spec.id();
    name = spec.name();
    description = spec.description();
    type = spec.type();
    owner = spec.owner();
    queue = spec.queue();
    payload = spec.payload();
    schedule = spec.schedule();
    priority = spec.priority();
    labels = spec.labels();
    retry = spec.retry();
    timeout = spec.timeout();
    queueTimeout = spec.queueTimeout();
    resultLocation = spec.resultLocation();
    tags = spec.tags();
    retention = spec.retention();
    unique = spec.unique();
    rerunOf = spec.rerunOf();
  }

  /// The changed job.
  ///
  /// @throws io.devq.base.Problem as [JobSpec]
  JobSpec spec() {
    return new JobSpec(
        id,
        name,
        description,
        type,
        owner,
        queue,
        payload,
        schedule,
        priority,
        labels,
        retry,
        timeout,
        queueTimeout,
        resultLocation,
        tags,
        retention,
        unique,
        rerunOf);
  }
}
