package io.devq.server.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.devq.server.http.Role;
import io.devq.server.security.Guarded;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, PagesTest.class.getClassLoader(), "gg.jte.generated.precompiled");

  private static String part(String template, Map<String, Object> model) {
    StringOutput out = new StringOutput();
    TEMPLATES.render("part/" + template, model, out);
    return out.toString().strip();
  }

  @Test
  void everyAssetOfAPageIsServedFromHereAndMayBeKept() {
    try (Guarded server = new Guarded()) {
      String page = server.send(server.to("/sign-in")).body();
      Matcher links = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"").matcher(page);
      int found = 0;
      while (links.find()) {
        HttpResponse<String> asset = server.send(server.to(links.group(1)));
        assertEquals(200, asset.statusCode(), links.group(1));
        assertTrue(asset.headers().firstValue("Cache-Control").orElse("").contains("immutable"));
        found++;
      }
      assertEquals(5, found);
      assertFalse(page.contains("//cdn"), page);
    }
  }

  @Test
  void noPageNeedsWhatItsPolicyForbids() {
    try (Guarded server = new Guarded()) {
      String token = server.token("ana", Role.ADMIN);
      for (String path : new String[] {"/sign-in", "/", "/nothing"}) {
        String page = server.send(server.to(path, token).header("Accept", "text/html")).body();
        assertTrue(page.contains("<html lang=\"en\">"), page);
        assertFalse(page.matches("(?s).*<script(?![^>]*src=)[^>]*>.*"), page);
        assertFalse(page.matches("(?s).*\\s(style|on[a-z]+)=.*"), page);
      }
    }
  }

  @Test
  void aBrowserSeesAProblemAsAPageAndAProgramAsProblemDetails() {
    try (Guarded server = new Guarded()) {
      HttpResponse<String> page = server.send(server.to("/nothing").header("Accept", "text/html"));
      HttpResponse<String> details = server.send(server.to("/nothing"));
      assertEquals(404, page.statusCode());
      assertTrue(page.body().contains("unknown_path"), page::body);
      assertTrue(page.headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
      assertTrue(details.body().startsWith("{"), details::body);
    }
  }

  @Test
  void textOfUsersIsEscaped() {
    String html = part("badge.jte", Map.of("badge", Badge.of("<b onclick=x>")));
    assertTrue(html.contains("&lt;b onclick=x>") || html.contains("&lt;b onclick=x&gt;"), html);
  }

  @Test
  void aBadgeTellsItsStateByWordAndSign() {
    String html = part("badge.jte", Map.of("badge", Badge.of("FAILED")));
    assertEquals(
        "<span class=\"badge badge-bad\"><span aria-hidden=\"true\">✕</span> FAILED</span>", html);
  }

  @Test
  void aTimeIsRelativeAndExactOnHover() {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    String html = part("time.jte", Map.of("moment", new Moment(now.minusSeconds(90), now)));
    assertEquals(
        "<time datetime=\"2026-11-21T11:58:30Z\" title=\"2026-11-21 11:58:30 UTC\">1 min 30 s ago</time>",
        html);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, now",
    "PT59S, 59 s ago",
    "PT10M5S, 10 min ago",
    "PT2H, 2 h ago",
    "PT26H30M, 1 d 2 h ago",
    "PT-5M, in 5 min",
  })
  void aDistanceInTimeReadsAsPeopleSayIt(Duration ago, String text) {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    assertEquals(text, new Moment(now.minus(ago), now).relative());
  }
}
