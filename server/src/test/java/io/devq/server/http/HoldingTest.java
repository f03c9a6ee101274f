package io.devq.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that take their time: long polls, event streams, and what happens when there are too
/// many.
@Timeout(60)
class HoldingTest {

  private static final Duration PULSE = Duration.ofMillis(50);

  private static HttpLimits limits(int concurrent, int waiting, Duration longest) {
    return new HttpLimits(
        1024,
        8192,
        5000,
        concurrent,
        waiting,
        Duration.ofSeconds(30),
        1000,
        PULSE,
        longest,
        Duration.ofSeconds(5));
  }

  @Test
  void holdsTwoThousandLongPollsAtOnceAndAnswersThemAll() throws Exception {
    int polls = 2000;
    Semaphore arrived = new Semaphore(0);
    CountDownLatch news = new CountDownLatch(1);
    Route poll =
        Route.get(
                "/poll",
                Role.ANYONE,
                "Waits",
                _ -> {
                  arrived.release();
                  return Response.text(200, news.await(30, TimeUnit.SECONDS) ? "news" : "none");
                })
            .waits();
    Route brief = Route.get("/brief", Role.ANYONE, "Does not", _ -> Response.text(200, "at once"));
    try (Front front = new Front(limits(8, polls, Duration.ofHours(1)), poll, brief);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < polls; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> front.get("/poll").body(), clients));
      }
      assertTrue(arrived.tryAcquire(polls, 40, TimeUnit.SECONDS), "all polls are held");
      assertEquals("at once", front.get("/brief").body());
      news.countDown();
      for (CompletableFuture<String> answer : answers) {
        assertEquals("news", answer.get(30, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void refusesWhatIsBeyondTheBoundAndSaysWhenToComeBack() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            Role.ANYONE,
            "Is slow",
            _ -> {
              entered.countDown();
              leave.await();
              return Response.text(200, "done");
            });
    Route live =
        Route.get("/live", Role.ANYONE, "Lives", _ -> Response.text(200, "ok")).holds(Hold.ALWAYS);
    try (Front front = new Front(limits(1, 1, Duration.ofHours(1)), slow, live)) {
      CompletableFuture<HttpResponse<String>> first =
          CompletableFuture.supplyAsync(() -> front.get("/slow"));
      entered.await();
      HttpResponse<String> second = front.get("/slow");
      assertEquals(503, second.statusCode());
      assertEquals("overloaded", Front.problem(second).code());
      assertEquals("1", second.headers().firstValue("Retry-After").orElseThrow());
      assertEquals(200, front.get("/live").statusCode());
      leave.countDown();
      assertEquals("done", first.get(20, TimeUnit.SECONDS).body());
      assertEquals("done", front.get("/slow").body());
    }
  }

  @Test
  void stoppingEndsLongPollsAtOnceAndLetsBriefRequestsFinish() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch polled = new CountDownLatch(1);
    Route poll =
        Route.get(
                "/poll",
                Role.ANYONE,
                "Waits",
                _ -> {
                  entered.countDown();
                  new CountDownLatch(1).await();
                  return Response.done();
                })
            .waits();
    Route brief =
        Route.get(
            "/brief",
            Role.ANYONE,
            "Finishes",
            _ -> {
              entered.countDown();
              polled.await();
              return Response.text(200, "finished");
            });
    Front front = new Front(limits(4, 4, Duration.ofHours(1)), poll, brief);
    CompletableFuture<HttpResponse<String>> waiting =
        CompletableFuture.supplyAsync(() -> front.get("/poll"));
    CompletableFuture<HttpResponse<String>> working =
        CompletableFuture.supplyAsync(() -> front.get("/brief"));
    entered.await();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> front.server().stop());
    assertEquals("stopping", Front.problem(waiting.get(20, TimeUnit.SECONDS)).code());
    polled.countDown();
    assertEquals("finished", working.get(20, TimeUnit.SECONDS).body());
    stopped.get(20, TimeUnit.SECONDS);
    front.close();
  }

  @Test
  void aBodyThatTricklesDoesNotKeepItsPlace() throws Exception {
    Route take =
        Route.put(
                "/take",
                Role.ANYONE,
                "Takes",
                request -> Response.text(200, "took " + request.bytes().length))
            .takesBytes("text/plain", 1000);
    Duration idle = Duration.ofSeconds(1);
    HttpLimits hasty =
        new HttpLimits(
            1024, 8192, 10, 4, 4, idle, 1000, PULSE, Duration.ofHours(1), Duration.ofSeconds(5));
    try (Front front = new Front(hasty, take);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.server().port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "PUT /take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      for (int sent = 0; sent < 900 && socket.getInputStream().available() == 0; sent++) {
        out.write('x');
        TimeSource.system().sleep(PULSE);
      }
      String status =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      assertEquals("HTTP/1.1 408 Request Timeout", status);
    }
  }

  /// Counts up from where the reader got to, one number per event.
  private static Response count(Request request) {
    int from = request.lastEventId().map(Integer::parseInt).orElse(0);
    return Response.events(events -> {
      for (int i = from + 1; i <= 5; i++) {
        events.send(Integer.toString(i), "number", "line " + i + "\nmore");
      }
    });
  }

  @Test
  void anEventStreamGoesOnWhereTheReaderGotTo() {
    try (Front front =
        new Front(Route.get("/count", Role.ANYONE, "Counts", HoldingTest::count).waits())) {
      HttpResponse<String> all = front.get("/count");
      HttpResponse<String> rest = front.send(front.to("/count").header("Last-Event-ID", "4"));
      assertTrue(
          all.body()
              .startsWith("retry: 1000\n\nid: 1\nevent: number\ndata: line 1\ndata: more\n\n"));
      assertEquals(
          "retry: 1000\n\nid: 5\nevent: number\ndata: line 5\ndata: more\n\n", rest.body());
      assertTrue(
          rest.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
    }
  }

  @Test
  void aSilentEventStreamSaysThatItLives() throws IOException {
    CountDownLatch leave = new CountDownLatch(1);
    Route silent =
        Route.get("/silent", Role.ANYONE, "Says nothing", _ -> Response.events(_ -> leave.await()))
            .waits();
    try (Front front = new Front(limits(4, 4, Duration.ofHours(1)), silent);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    front.open(front.to("/silent")).body(), StandardCharsets.UTF_8))) {
      assertEquals("retry: 1000", lines.readLine());
      assertEquals("", lines.readLine());
      assertEquals(": alive", lines.readLine());
      leave.countDown();
    }
  }

  @Test
  void anEventStreamThatHasHadItsTimeEndsProperly() {
    Route endless =
        Route.get(
                "/endless",
                Role.ANYONE,
                "Never ends",
                _ -> Response.events(_ -> new CountDownLatch(1).await()))
            .waits();
    try (Front front = new Front(limits(4, 4, PULSE), endless)) {
      HttpResponse<String> response = front.get("/endless");
      assertTrue(response.body().startsWith("retry: 1000\n\n"), response::body);
    }
  }

  @Test
  void aFeederLearnsThatItsReaderIsGone() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Route silent =
        Route.get(
                "/silent",
                Role.ANYONE,
                "Says nothing",
                _ ->
                    Response.events(_ -> {
                      try {
                        TimeSource.system().sleep(Duration.ofMinutes(5));
                      } catch (InterruptedException gone) {
                        interrupted.countDown();
                        throw gone;
                      }
                    }))
            .waits();
    try (Front front = new Front(limits(4, 4, Duration.ofHours(1)), silent)) {
      front.open(front.to("/silent")).body().close();
      assertTrue(interrupted.await(20, TimeUnit.SECONDS), "the feeder is interrupted");
    }
  }
}
