package io.devq.base;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One background service: runs its task again and again on a thread of its own, at the latest
/// every `period`, at once when woken. A failure of the task is logged and tried again after a
/// pause that doubles up to [#LONGEST_PAUSE].
public final class Loop implements Service {

  /// What a background service does in one pass; its counts go to the log at debug level and to
  /// whoever calls it in a test.
  @FunctionalInterface
  public interface Task {

    /// Does the work that is there now and says how much it was.
    ///
    /// @return how long to wait before the next pass at most; zero for at once
    /// @throws InterruptedException when the service is being stopped
    Duration runOnce() throws InterruptedException;
  }

  /// The longest pause after failures.
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Logger LOG = System.getLogger(Loop.class.getName());

  private final String name;
  private final Task task;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wakened = lock.newCondition();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile boolean stopping;
  private @Nullable Thread thread;

  /// A loop that is not running yet. `name` becomes the thread's name.
  public Loop(String name, Task task) {
    this.name = name;
    this.task = task;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      if (thread == null) {
        stopping = false;
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Asks for a pass now, or right after the one that is running. Never blocks.
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      lock.lock();
      try {
        wakened.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void stop() {
    Thread running;
    lock.lock();
    try {
      running = thread;
      thread = null;
      stopping = true;
      wakened.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null && !running.equals(Thread.currentThread())) {
      Threads.stop(running);
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!stopping) {
      try {
        woken.set(false);
        Duration wait = task.runOnce();
        pause = FIRST_PAUSE;
        await(wait);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException failure) {
        if (!stopping) {
          LOG.log(
              Level.WARNING,
              name + " failed and is tried again in " + pause.toMillis() + " ms",
              failure);
          pause = pauseAfter(pause);
        }
      }
    }
  }

  private Duration pauseAfter(Duration pause) {
    try {
      TimeSource.system().sleep(pause);
    } catch (InterruptedException _) {
      stopping = true;
    }
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }

  private void await(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (!stopping && !woken.get() && left > 0) {
        left = wakened.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
