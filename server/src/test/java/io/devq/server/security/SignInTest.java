package io.devq.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Access;
import io.devq.protocol.Json;
import io.devq.server.http.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTest {

  private final Guarded server = new Guarded();
  private final String admin = server.token("ana", Role.ADMIN);

  @AfterEach
  void stop() {
    server.close();
  }

  private Access.SignInLink link() {
    return Json.strict()
        .read(
            server.post(server.to("/api/v1/sign-in-links", admin), "").body(),
            Access.SignInLink.class);
  }

  private String signIn() {
    return Guarded.session(server.send(server.to(link().path())));
  }

  @Test
  void aLinkSignsABrowserInOnceOnly() {
    Access.SignInLink link = link();
    HttpResponse<String> first = server.send(server.to(link.path()));
    HttpResponse<String> second = server.send(server.to(link.path()));
    assertEquals(200, first.statusCode());
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.contains("; HttpOnly; SameSite=Strict"), cookie);
    assertFalse(cookie.contains(link.path().replace("/sign-in/", "")), cookie);
    assertFalse(cookie.contains(admin), cookie);
    assertEquals(410, second.statusCode());
    assertTrue(second.headers().firstValue("Set-Cookie").isEmpty());
    HttpResponse<String> home = server.send(server.browser("/", Guarded.session(first)));
    assertEquals(200, home.statusCode());
    assertTrue(home.body().contains("ana"), home::body);
  }

  @Test
  void aLinkIsNotUsedUpByLookingAhead() {
    Access.SignInLink link = link();
    HttpRequest.Builder head = server.to(link.path()).method("HEAD", BodyPublishers.noBody());
    assertTrue(server.send(head).headers().firstValue("Set-Cookie").isEmpty());
    server.send(server.to(link.path()).header("Sec-Purpose", "prefetch"));
    assertEquals(200, server.send(server.to(link.path())).statusCode());
  }

  @Test
  void anOldLinkIsOfNoUse() {
    SecuritySettings standard = SecuritySettings.standard();
    SecuritySettings hasty =
        new SecuritySettings(
            Duration.ZERO,
            standard.sessionLife(),
            standard.remembered(),
            standard.rememberedCallers(),
            standard.useNoted(),
            standard.listed());
    try (Guarded late = new Guarded(hasty)) {
      late.token("ana", Role.ADMIN);
      String path = late.sessions().link("default", "ana").path();
      assertEquals(410, late.send(late.to(path)).statusCode());
    }
  }

  @Test
  void aCodeIsNoTokenAndATokenIsNoCode() {
    String code = link().path().replace("/sign-in/", "");
    assertEquals(401, server.send(server.to("/api/v1/caller", code)).statusCode());
    assertEquals(410, server.send(server.to("/sign-in/" + admin)).statusCode());
  }

  @Test
  void aPastedTokenIsExchangedForASession() {
    HttpResponse<String> response = paste(admin, "same-origin", "/jobs?state=RUNNING");
    assertEquals(303, response.statusCode());
    assertEquals("/jobs?state=RUNNING", response.headers().firstValue("Location").orElseThrow());
    assertFalse(Guarded.session(response).contains(admin));
    assertEquals(200, server.send(server.browser("/", Guarded.session(response))).statusCode());
  }

  @Test
  void aWrongTokenIsNotExchanged() {
    assertEquals(401, paste("devq_" + "x".repeat(43), "same-origin", "/").statusCode());
  }

  @Test
  void signingInLeadsToNoOtherSite() {
    for (String next :
        new String[] {"https://evil.example", "//evil.example", "/\\evil.example", "x"}) {
      assertEquals(
          "/", paste(admin, "same-origin", next).headers().firstValue("Location").orElseThrow());
    }
  }

  @Test
  void aForeignPageCannotSignABrowserIn() {
    assertEquals(403, paste(admin, "cross-site", "/").statusCode());
  }

  private HttpResponse<String> paste(String token, String site, String next) {
    String form =
        "token="
            + token
            + "&next="
            + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8);
    return server.send(
        server
            .to("/sign-in")
            .header("Sec-Fetch-Site", site)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private int makeTokenAsBrowser(String session, String name, String... header) {
    HttpRequest.Builder request = server.to("/api/v1/tokens").header("Cookie", session);
    if (header.length > 0) {
      request.headers(header);
    }
    return server.post(request, "{\"name\":\"" + name + "\",\"role\":\"viewer\"}").statusCode();
  }

  @Test
  void aForeignPageCannotActInTheNameOfASession() {
    String session = signIn();
    assertEquals(403, makeTokenAsBrowser(session, "a"));
    assertEquals(403, makeTokenAsBrowser(session, "b", "Sec-Fetch-Site", "cross-site"));
    assertEquals(403, makeTokenAsBrowser(session, "c", "Sec-Fetch-Site", "same-site"));
    assertEquals(403, makeTokenAsBrowser(session, "d", "Origin", "http://evil.example"));
    assertEquals(403, makeTokenAsBrowser(session, "e", "Origin", "null"));
    assertEquals(
        403,
        makeTokenAsBrowser(
            session, "f", "Sec-Fetch-Site", "cross-site", "Origin", server.address()));
    assertEquals(201, makeTokenAsBrowser(session, "g", "Sec-Fetch-Site", "same-origin"));
    assertEquals(201, makeTokenAsBrowser(session, "h", "Origin", server.address()));
  }

  @Test
  void revokingTheTokenEndsItsSessions() {
    String session = signIn();
    assertEquals(200, server.send(server.browser("/", session)).statusCode());
    var id = server.tokens().list("default").getFirst().id();
    server.token("ben", Role.ADMIN);
    server.tokens().revoke("default", id);
    assertEquals(303, server.send(server.browser("/", session)).statusCode());
  }

  @Test
  void signingOutEndsTheSession() {
    String session = signIn();
    HttpResponse<String> out =
        server.send(
            server
                .browser("/sign-out", session)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));
    assertEquals(303, out.statusCode());
    assertTrue(out.headers().firstValue("Set-Cookie").orElse("").contains("Max-Age=0"));
    assertEquals(303, server.send(server.browser("/", session)).statusCode());
  }

  @Test
  void whoIsNotSignedInIsLedToThePageThatSaysHow() {
    HttpResponse<String> response = server.send(server.browser("/?x=1", "devq_session=wrong"));
    assertEquals(303, response.statusCode());
    String location = response.headers().firstValue("Location").orElseThrow();
    assertEquals("/sign-in?next=%2F%3Fx%3D1", location);
    HttpResponse<String> page = server.send(server.to(location).header("Accept", "text/html"));
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("devq up"), page::body);
    assertTrue(page.body().contains("value=\"/?x=1\""), page::body);
  }

  @Test
  void aWorkersTokenMakesNoLinkForABrowser() {
    String worker = server.token("w", Role.WORKER);
    assertEquals(403, server.post(server.to("/api/v1/sign-in-links", worker), "").statusCode());
  }
}
