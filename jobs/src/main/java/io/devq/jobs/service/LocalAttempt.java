package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.base.Transaction;
import io.devq.jobs.Attempt;
import io.devq.jobs.Workers;
import io.devq.jobs.dispatch.LiveAttempt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An attempt as its handler in this process sees it.
final class LocalAttempt implements Attempt {

  private final LiveAttempt.Snapshot begun;
  private final LocalCrew.Tools tools;
  private final String project;
  private final LocalLog log;
  private volatile boolean completing;

  LocalAttempt(LiveAttempt.Snapshot begun, LocalCrew.Tools tools) {
    this.begun = begun;
    this.tools = tools;
    this.project = tools.stores().catalog().projectName(begun.run().project());
    this.log = new LocalLog(tools.shelves().logs(), begun.run());
  }

  @Override
  public RunId run() {
    return new RunId(begun.run().id());
  }

  @Override
  public JobId job() {
    return new JobId(begun.run().jobId());
  }

  @Override
  public int number() {
    return begun.run().attempt();
  }

  @Override
  public String project() {
    return project;
  }

  @Override
  public String payload() {
    return tools.shelves().texts().text(begun.run().spec().payload());
  }

  @Override
  public @Nullable Instant nominalAt() {
    return begun.run().nominal();
  }

  @Override
  public void completeIn(Transaction transaction, @Nullable String result) {
    completing = true;
    LargeTexts.requireSmall(result);
    if (!tools.stores().completions().complete(transaction, begun.run(), result)) {
      throw Endings.replaced(run(), number());
    }
  }

  /// Whether the handler has begun to end the attempt in a transaction of its own.
  boolean completing() {
    return completing;
  }

  @Override
  public void log(String line) {
    log.line(line);
  }

  @Override
  public void progress(int percent, @Nullable String note) {
    tools.limits().progress(begun.run().id(), number(), percent, note, tools.time().now());
  }

  @Override
  public Duration extend(Duration more) {
    Duration limit = tools.limits().extend(begun.run().id(), number(), more);
    if (limit.isZero()) {
      throw Endings.replaced(run(), number());
    }
    return limit;
  }

  @Override
  public void checkpoint(String content) {
    tools.shelves().checkpoints().save(run(), number(), content);
  }

  @Override
  public @Nullable String checkpoint() {
    return tools.shelves().checkpoints().read(run()).orElse(null);
  }

  Workers.LogEnd logEnd() {
    return log.end();
  }
}
