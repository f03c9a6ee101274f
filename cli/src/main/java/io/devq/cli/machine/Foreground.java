package io.devq.cli.machine;

import io.devq.base.Problem;
import io.devq.base.Service;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/// What a long-running command runs, in the order in which it was started. It is stopped in the
/// opposite order when the process is asked to end (Ctrl-C, TERM), or when starting breaks off.
final class Foreground implements AutoCloseable {

  private final Deque<Service> running = new ArrayDeque<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Thread onSignal = new Thread(this::signalled, "devq-shutdown");
  private volatile boolean serving;

  Foreground() {
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  /// Starts a service, which is stopped with the others.
  ///
  /// @return the service
  <S extends Service> S start(S service) {
    synchronized (running) {
      running.push(service);
    }
    service.start();
    return service;
  }

  /// Lets everything run until the process is asked to end; does not return.
  void serve() throws InterruptedException {
    serving = true;
    never.await();
  }

  private void signalled() {
    boolean orderly = serving;
    stop();
    if (orderly) {
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  private void stop() {
    synchronized (running) {
      while (!running.isEmpty()) {
        stop(running.pop());
      }
    }
  }

  private static void stop(Service service) {
    try {
      service.stop();
    } catch (Problem problem) {
      System.err.println("devq: while stopping: " + problem.message());
    }
  }

  /// Stops what was started.
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException _) {
      // the process is ending already
    }
  }
}
