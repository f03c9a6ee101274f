package io.devq.server.http;

import io.devq.base.Threads;
import io.devq.base.TimeSource;
import io.devq.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An open stream of server-sent events (WHATWG HTML, section 9.2). Each event is sent at once; a
/// reader that takes no bytes is dropped, never buffered. A silent stream says that it lives by a
/// comment.
public final class Events {

  private final OutputStream out;
  private final HttpLimits limits;
  private final TimeSource time;
  private final Thread feeder = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private long lastWrite;
  private boolean over;
  private volatile @Nullable ClientGone gone;

  private Events(OutputStream out, HttpLimits limits, TimeSource time) {
    this.out = out;
    this.limits = limits;
    this.time = time;
    this.lastWrite = time.nanos();
  }

  /// Lets `source` feed a stream on the calling thread and returns when it has ended.
  static void run(OutputStream out, HttpLimits limits, TimeSource time, Response.EventSource source)
      throws Exception {
    Events events = new Events(out, limits, time);
    events.write("retry: 1000\n\n");
    Thread pulse = Thread.ofVirtual().name("events-pulse").start(events::pulse);
    try {
      source.feed(events);
    } catch (InterruptedException interrupted) {
      throw events.explained(interrupted);
    } finally {
      events.end();
      Threads.stop(pulse);
    }
  }

  /// Sends an event.
  ///
  /// @param id where a reader goes on after it lost the stream (`Last-Event-ID`), or null
  /// @param event its name, which the browser dispatches on
  /// @param data text; its line breaks arrive as `\n`
  /// @throws IOException when the reader is gone; let it through
  public void send(@Nullable String id, String event, String data) throws IOException {
    StringBuilder text = new StringBuilder(data.length() + 64);
    if (id != null) {
      text.append("id: ").append(oneLine(id)).append('\n');
    }
    text.append("event: ").append(oneLine(event)).append('\n');
    for (String line : data.split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    write(text.append('\n').toString());
  }

  /// Sends an event whose data is JSON, which keeps every character.
  ///
  /// @throws IOException when the reader is gone; let it through
  public void sendJson(@Nullable String id, String event, Object data) throws IOException {
    send(id, event, Json.strict().text(data));
  }

  private static String oneLine(String text) {
    if (text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException("an id or a name of an event is one line");
    }
    return text;
  }

  private void write(String text) throws IOException {
    lock.lock();
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      lastWrite = time.nanos();
    } catch (IOException broken) {
      throw new ClientGone(broken);
    } finally {
      lock.unlock();
    }
  }

  private void pulse() {
    long start = time.nanos();
    try {
      while (Duration.ofNanos(time.nanos() - start).compareTo(limits.longestStream()) < 0) {
        time.sleep(limits.heartbeat());
        beat();
      }
      interruptFeeder();
    } catch (ClientGone broken) {
      gone = broken;
      interruptFeeder();
    } catch (IOException unexpected) {
      throw new IllegalStateException(unexpected);
    } catch (InterruptedException _) {
      // the stream has ended
    }
  }

  private void beat() throws IOException {
    lock.lock();
    try {
      if (time.nanos() - lastWrite >= limits.heartbeat().toNanos()) {
        write(": alive\n\n");
      }
    } finally {
      lock.unlock();
    }
  }

  private void interruptFeeder() {
    lock.lock();
    try {
      if (!over) {
        feeder.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Why the feeder was interrupted: its reader is gone, or its time is over.
  private Exception explained(InterruptedException interrupted) {
    ClientGone broken = gone;
    return broken == null ? interrupted : broken;
  }

  private void end() {
    lock.lock();
    try {
      over = true;
    } finally {
      lock.unlock();
    }
  }
}
