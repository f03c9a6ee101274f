package io.devq.cli.machine;

import io.devq.protocol.Views;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Take no new work in a queue; what it has is done.
@Command(
    name = "drain",
    description = "Take no new work in a queue; what it has is done.",
    footer = {"  devq queues drain legacy --note \"moves to default\""})
final class QueueDrainCommand implements Callable<Integer> {

  @Mixin private QueueChangeOptions queue = new QueueChangeOptions();

  @Override
  public Integer call() throws InterruptedException {
    return queue.make(new Views.QueueChange(null, true, null, null, null, queue.note()));
  }
}
