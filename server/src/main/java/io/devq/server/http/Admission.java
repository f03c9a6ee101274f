package io.devq.server.http;

import io.devq.base.Problem;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the requests that are under way, refuses those beyond the bounds, and ends them all when
/// the server stops.
final class Admission {

  private final HttpLimits limits;
  private final Semaphore brief;
  private final Semaphore waiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Ticket> open = new HashSet<>();
  private boolean closed;

  Admission(HttpLimits limits) {
    this.limits = limits;
    this.brief = new Semaphore(limits.concurrent());
    this.waiting = new Semaphore(limits.waiting());
  }

  /// A place for one request, until the ticket is closed by the same thread.
  ///
  /// @throws Problem `overloaded` or `stopping`
  Ticket enter(Hold hold) {
    Semaphore places =
        switch (hold) {
          case BRIEF -> brief;
          case WAITING -> waiting;
          case ALWAYS -> new Semaphore(1);
        };
    if (!places.tryAcquire()) {
      throw Problem.of(
          Problem.Kind.OVERLOADED,
          "overloaded",
          "This node has as many requests under way as it takes. Try again in a second.");
    }
    Ticket ticket = new Ticket(Thread.currentThread(), hold, places);
    lock.lock();
    try {
      if (closed) {
        places.release();
        throw stopping();
      }
      open.add(ticket);
    } finally {
      lock.unlock();
    }
    return ticket;
  }

  static Problem stopping() {
    return Problem.of(
        Problem.Kind.UNAVAILABLE, "stopping", "This node is stopping. Try again, or ask another.");
  }

  /// Admits nothing any more, ends what only waits, gives the rest its grace, then ends it too.
  void close() {
    lock.lock();
    try {
      closed = true;
      interrupt(true);
    } finally {
      lock.unlock();
    }
    boolean ended = false;
    try {
      ended =
          brief.tryAcquire(
              limits.concurrent(), limits.stopGrace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      lock.lock();
      try {
        interrupt(false);
      } finally {
        lock.unlock();
      }
    }
  }

  private void interrupt(boolean onlyWaiting) {
    for (Ticket ticket : open) {
      if (!onlyWaiting || ticket.hold == Hold.WAITING) {
        ticket.thread.interrupt();
      }
    }
  }

  /// One request that is under way.
  final class Ticket implements AutoCloseable {

    private final Thread thread;
    private final Hold hold;
    private final Semaphore places;

    private Ticket(Thread thread, Hold hold, Semaphore places) {
      this.thread = thread;
      this.hold = hold;
      this.places = places;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        open.remove(this);
      } finally {
        lock.unlock();
      }
      boolean _ = Thread.interrupted();
      places.release();
    }
  }
}
