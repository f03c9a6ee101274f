package io.devq.protocol;

import io.devq.base.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Puts a [Views.NewJob] together; what is not given is the server's default.
public final class NewJobBuilder {

  private final String type;
  private @Nullable JobId id;
  private @Nullable String name;
  private @Nullable String description;
  private @Nullable String owner;
  private @Nullable String queue;
  private @Nullable JsonNode payload;
  private Views.@Nullable Schedule schedule;
  private @Nullable Integer priority;
  private @Nullable List<String> labels;
  private Views.@Nullable Retry retry;
  private @Nullable Duration timeout;
  private @Nullable Duration queueTimeout;
  private @Nullable Duration progressTimeout;
  private @Nullable Duration finishWithin;
  private @Nullable Duration mustSucceedWithin;
  private Views.@Nullable Concurrency concurrency;
  private Views.@Nullable Rate rate;
  private @Nullable String fairKey;
  private @Nullable String orderKey;
  private @Nullable Integer weight;
  private Views.@Nullable Unique unique;
  private @Nullable List<Views.Dependency> dependsOn;
  private @Nullable List<Views.Notify> notices;
  private @Nullable String resultLocation;
  private @Nullable Map<String, String> tags;
  private @Nullable String retention;

  NewJobBuilder(String type) {
    this.type = type;
  }

  /// An id of the caller's; asking for the same id again answers with the job that is there.
  public NewJobBuilder id(@Nullable JobId id) {
    this.id = id;
    return this;
  }

  /// A name, unique among the live jobs of a project.
  public NewJobBuilder name(@Nullable String name) {
    this.name = name;
    return this;
  }

  /// What people read.
  public NewJobBuilder description(@Nullable String description) {
    this.description = description;
    return this;
  }

  /// Whose job it is.
  public NewJobBuilder owner(@Nullable String owner) {
    this.owner = owner;
    return this;
  }

  /// The queue; else `default`.
  public NewJobBuilder queue(@Nullable String queue) {
    this.queue = queue;
    return this;
  }

  /// What its handler gets.
  public NewJobBuilder payload(@Nullable JsonNode payload) {
    this.payload = payload;
    return this;
  }

  /// When it is due; else now.
  public NewJobBuilder schedule(Views.@Nullable Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /// 0 to 9, 9 first; else 5.
  public NewJobBuilder priority(@Nullable Integer priority) {
    this.priority = priority;
    return this;
  }

  /// What a worker must offer.
  public NewJobBuilder labels(@Nullable List<String> labels) {
    this.labels = labels;
    return this;
  }

  /// What happens after an attempt failed.
  public NewJobBuilder retry(Views.@Nullable Retry retry) {
    this.retry = retry;
    return this;
  }

  /// How long an attempt may run.
  public NewJobBuilder timeout(@Nullable Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /// How long it may wait after it is due.
  public NewJobBuilder queueTimeout(@Nullable Duration queueTimeout) {
    this.queueTimeout = queueTimeout;
    return this;
  }

  /// How long it may run without reporting progress.
  public NewJobBuilder progressTimeout(@Nullable Duration progressTimeout) {
    this.progressTimeout = progressTimeout;
    return this;
  }

  /// How long after it is due a run should have ended.
  public NewJobBuilder finishWithin(@Nullable Duration finishWithin) {
    this.finishWithin = finishWithin;
    return this;
  }

  /// How long a recurring job may go without a success.
  public NewJobBuilder mustSucceedWithin(@Nullable Duration mustSucceedWithin) {
    this.mustSucceedWithin = mustSucceedWithin;
    return this;
  }

  /// How many runs with one key may be under way.
  public NewJobBuilder concurrency(Views.@Nullable Concurrency concurrency) {
    this.concurrency = concurrency;
    return this;
  }

  /// How many runs with one key may start in a time.
  public NewJobBuilder rate(Views.@Nullable Rate rate) {
    this.rate = rate;
    return this;
  }

  /// Whom it is for: those who wait get equal shares.
  public NewJobBuilder fairKey(@Nullable String fairKey) {
    this.fairKey = fairKey;
    return this;
  }

  /// Runs with the same key start strictly one after the other.
  public NewJobBuilder orderKey(@Nullable String orderKey) {
    this.orderKey = orderKey;
    return this;
  }

  /// How many slots of a worker a run takes; else 1.
  public NewJobBuilder weight(@Nullable Integer weight) {
    this.weight = weight;
    return this;
  }

  /// A key of which there is one job.
  public NewJobBuilder unique(Views.@Nullable Unique unique) {
    this.unique = unique;
    return this;
  }

  /// Jobs that must have ended before it is due.
  public NewJobBuilder dependsOn(@Nullable List<Views.Dependency> dependsOn) {
    this.dependsOn = dependsOn;
    return this;
  }

  /// Whom to tell of what becomes of it.
  public NewJobBuilder notices(@Nullable List<Views.Notify> notices) {
    this.notices = notices;
    return this;
  }

  /// Where a result goes that is too large to be kept inline.
  public NewJobBuilder resultLocation(@Nullable String resultLocation) {
    this.resultLocation = resultLocation;
    return this;
  }

  /// Tags to find it by.
  public NewJobBuilder tags(@Nullable Map<String, String> tags) {
    this.tags = tags;
    return this;
  }

  /// How long its history is kept.
  public NewJobBuilder retention(@Nullable String retention) {
    this.retention = retention;
    return this;
  }

  /// The job.
  public Views.NewJob build() {
    return new Views.NewJob(
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
        progressTimeout,
        finishWithin,
        mustSucceedWithin,
        concurrency,
        rate,
        fairKey,
        orderKey,
        weight,
        unique,
        dependsOn,
        notices,
        resultLocation,
        tags,
        retention);
  }
}
