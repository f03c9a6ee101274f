package io.devq.agent.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// Carries what a process says to where it is kept, on a thread of its own. When it cannot be kept
/// the process is ended, since work without a log is no work.
final class Pump {

  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final Process process;
  private final Thread thread;

  private Pump(InputStream in, OutputStream out, Process process) {
    this.in = in;
    this.out = out;
    this.process = process;
    // Reading a pipe blocks a real thread, and there is one per slot at most.
    this.thread =
        Thread.ofPlatform().daemon(true).name("output of " + process.pid()).unstarted(this::run);
  }

  static Pump start(InputStream in, OutputStream out, Process process) {
    Pump pump = new Pump(in, out, process);
    pump.thread.start();
    return pump;
  }

  private void run() {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        keep(buffer, read);
      }
    } catch (IOException _) {
      // the process is gone
    }
  }

  private void keep(byte[] buffer, int length) throws IOException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException full) {
      process.destroyForcibly();
      throw full;
    }
  }

  /// Waits until everything has been carried, for a while: a process that escaped may keep the pipe
  /// open. The caller's interrupt is kept for later.
  void end(Duration atMost) {
    boolean interrupted = Thread.interrupted();
    try {
      boolean _ = thread.join(atMost);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
