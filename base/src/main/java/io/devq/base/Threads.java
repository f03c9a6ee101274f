package io.devq.base;

/// Ending threads properly.
public final class Threads {

  private Threads() {}

  /// Interrupts a thread and waits until it has ended. The caller's own interrupt is kept.
  public static void stop(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
