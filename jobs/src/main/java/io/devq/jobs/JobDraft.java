package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.RunId;
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
  TimeLimits limits;
  Sharing sharing;
  @Nullable UniqueKey unique;
  List<Dependency> dependsOn;
  List<Notify> notices;
  @Nullable String resultLocation;
  Map<String, String> tags;
  Retention retention;
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
    limits = spec.limits();
    sharing = spec.sharing();
    unique = spec.unique();
    dependsOn = spec.dependsOn();
    notices = spec.notices();
    resultLocation = spec.resultLocation();
    tags = spec.tags();
    retention = spec.retention();
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
        limits,
        sharing,
        unique,
        dependsOn,
        notices,
        resultLocation,
        tags,
        retention,
        rerunOf);
  }
}
