package io.devq.cli.machine;

import io.devq.protocol.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Let nothing of a queue start; new work is taken and waits.
@Command(
    name = "pause",
    description = "Let nothing of a queue start; new work is taken and waits.",
    footer = {"  devq queues pause nightly --note \"disk is full\""})
final class QueuePauseCommand implements Callable<Integer> {

  @Mixin private QueueChangeOptions queue = new QueueChangeOptions();

  @Override
  public Integer call() throws InterruptedException {
    return queue.make(new Views.QueueChange(true, null, null, null, null, queue.note()));
  }
}
