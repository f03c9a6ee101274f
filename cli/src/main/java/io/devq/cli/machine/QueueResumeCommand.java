package io.devq.cli.machine;

import io.devq.protocol.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Let a paused or draining queue go on.
@Command(
    name = "resume",
    description = "Let a paused or draining queue go on.",
    footer = {"  devq queues resume nightly"})
final class QueueResumeCommand implements Callable<Integer> {

  @Mixin private QueueChangeOptions queue = new QueueChangeOptions();

  @Override
  public Integer call() throws InterruptedException {
    return queue.make(new Views.QueueChange(false, false, null, null, null, ""));
  }
}
