package io.devq.server.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallTest {

  private static HttpCall read(String json) {
    return HttpCall.read(json.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | missing_field",
        "{'url': 'http://x/', 'metod': 'GET'} | unknown_field",
        "{'url': 'http://x/', 'method': 'TRACE'} | invalid_http_payload",
        "{'url': 'http://x/', 'method': 'CONNECT'} | invalid_http_payload",
        "{'url': 'http://x/', 'method': 'GET / HTTP/1.1'} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'Host': 'y'}} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'Content-Length': '3'}} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'Transfer-Encoding': 'chunked'}} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'a b': 'y'}} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'X': 'a\\r\\nY: b'}} | invalid_http_payload",
        "{'url': 'http://x/', 'headers': {'X\\r\\nY': 'b'}} | invalid_http_payload",
        "{'url': 'http://x/', 'expect': {'status': []}} | invalid_http_payload",
        "{'url': 'http://x/', 'expect': {'status': [99]}} | invalid_http_payload",
        "{'url': 'http://x/', 'within': 'PT0S'} | invalid_http_payload",
        "{'url': 'http://x/', 'within': 'PT1H'} | invalid_http_payload",
        "{'url': 'http://x/', 'within': 'soon'} | invalid_duration",
        "{'url': 'ftp://x/'} | invalid_url"
      })
  void whatMakesNoSenseIsRefused(String json, String code) {
    assertEquals(code, assertThrows(Problem.class, () -> read(json)).code());
  }

  @Test
  void aTextIsSentAsItIsAndAnythingElseAsJson() {
    OutboundRequest text = read("{'url': 'http://x/', 'method': 'put', 'body': 'a=b'}").request();
    assertEquals("PUT", text.method());
    assertEquals("a=b", new String(text.body(), StandardCharsets.UTF_8));
    assertEquals("text/plain; charset=utf-8", text.headers().get("Content-Type"));
    OutboundRequest json = read("{'url': 'http://x/', 'body': [1, null]}").request();
    assertEquals("[1,null]", new String(json.body(), StandardCharsets.UTF_8));
    assertEquals("application/json", json.headers().get("Content-Type"));
    OutboundRequest typed =
        read("{'url': 'http://x/', 'body': '<a/>', 'headers': {'content-type': 'text/xml'}}")
            .request();
    assertEquals(Map.of("content-type", "text/xml"), typed.headers());
  }

  @Test
  void successIsWhatIsExpected() {
    byte[] body = "all is well".getBytes(StandardCharsets.UTF_8);
    OutboundAnswer found = new OutboundAnswer(200, Map.of(), body, false, "");
    OutboundAnswer missing =
        new OutboundAnswer(404, Map.of("Server", List.of("x")), new byte[0], false, "");
    assertNull(read("{'url': 'http://x/'}").complaint(found));
    assertNotNull(read("{'url': 'http://x/'}").complaint(missing));
    assertNull(read("{'url': 'http://x/', 'expect': {'status': [404]}}").complaint(missing));
    assertNotNull(read("{'url': 'http://x/', 'expect': {'status': [404]}}").complaint(found));
    assertNull(read("{'url': 'http://x/', 'expect': {'contains': 'well'}}").complaint(found));
    assertNotNull(read("{'url': 'http://x/', 'expect': {'contains': 'ill'}}").complaint(found));
  }
}
