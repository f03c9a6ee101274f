package io.devq.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

  private static Front front(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("digits"), "0123456789");
    return new Front(
        Route.get(
            "/digits",
            Role.ANYONE,
            "Gives ten digits",
            _ -> Response.content("text/plain", Content.of(file)).etag("v1")));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=7-, 206, 789, bytes 7-9/10",
    "bytes=-2, 206, 89, bytes 8-9/10",
    "bytes=-99, 206, 0123456789, bytes 0-9/10",
    "bytes=8-99, 206, 89, bytes 8-9/10",
    "'bytes=0-1,4-5', 200, 0123456789, ''",
    "bytes=5-2, 200, 0123456789, ''",
    "lines=1-2, 200, 0123456789, ''",
  })
  void sendsTheRangeAskedFor(
      String range, int status, String body, String told, @TempDir Path folder) throws IOException {
    try (Front front = front(folder)) {
      HttpResponse<String> response = front.send(front.to("/digits").header("Range", range));
      assertEquals(status, response.statusCode());
      assertEquals(body, response.body());
      assertEquals(told, response.headers().firstValue("Content-Range").orElse(""));
      assertEquals("bytes", response.headers().firstValue("Accept-Ranges").orElse(""));
    }
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=-0"})
  void refusesARangeOutside(String range, @TempDir Path folder) throws IOException {
    try (Front front = front(folder)) {
      HttpResponse<String> response = front.send(front.to("/digits").header("Range", range));
      assertEquals(416, response.statusCode());
      assertEquals("bytes */10", response.headers().firstValue("Content-Range").orElse(""));
      assertEquals("range_not_satisfiable", Front.problem(response).code());
    }
  }

  @Test
  void sendsAllWhenTheContentHasChangedSince(@TempDir Path folder) throws IOException {
    try (Front front = front(folder)) {
      var same = front.to("/digits").header("Range", "bytes=8-").header("If-Range", "\"v1\"");
      var other = front.to("/digits").header("Range", "bytes=8-").header("If-Range", "\"v0\"");
      assertEquals("89", front.send(same).body());
      assertEquals("0123456789", front.send(other).body());
    }
  }
}
