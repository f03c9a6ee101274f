package io.devq.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Access;
import io.devq.protocol.Json;
import io.devq.server.http.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

  private final Guarded server = new Guarded();
  private final String admin = server.token("ana", Role.ADMIN);

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> make(String json) {
    return server.post(server.to("/api/v1/tokens", admin), json);
  }

  private Access.IssuedToken made(String json) {
    return Json.strict().read(make(json).body(), Access.IssuedToken.class);
  }

  @Test
  void aTokenOpensTheDoorAndIsListedWithoutItsSecret() {
    Access.IssuedToken issued = made("{\"name\":\"build-1\",\"role\":\"worker\"}");
    HttpResponse<String> caller = server.send(server.to("/api/v1/caller", issued.secret()));
    HttpResponse<String> list = server.send(server.to("/api/v1/tokens", admin));
    assertEquals(
        "{\"name\":\"build-1\",\"project\":\"default\",\"role\":\"worker\"}", caller.body());
    assertTrue(list.body().contains("\"name\":\"build-1\""), list::body);
    assertTrue(list.body().contains("\"createdBy\":\"ana\""), list::body);
    assertTrue(list.body().contains("\"lastUsedAt\""), list::body);
    assertFalse(list.body().contains(issued.secret()), list::body);
  }

  @Test
  void aRevokedTokenOpensNothingAtOnceHereAndSoonElsewhere() {
    Access.IssuedToken issued = made("{\"name\":\"old\",\"role\":\"viewer\"}");
    Secret secret = new Secret(issued.secret());
    Tokens elsewhere = server.otherNode();
    assertTrue(elsewhere.authenticate("default", secret).isPresent());
    assertEquals(200, server.send(server.to("/api/v1/caller", issued.secret())).statusCode());

    String path = "/api/v1/tokens/" + issued.token().id();
    assertEquals(204, server.send(server.to(path, admin).DELETE()).statusCode());
    assertEquals(401, server.send(server.to("/api/v1/caller", issued.secret())).statusCode());
    server.time().advance(SecuritySettings.standard().remembered().plus(Duration.ofMillis(1)));
    assertTrue(elsewhere.authenticate("default", secret).isEmpty());
    assertEquals(404, server.send(server.to(path, admin).DELETE()).statusCode());
  }

  @Test
  void aNameIsFreeAgainWhenItsTokenIsRevoked() {
    Access.IssuedToken first = made("{\"name\":\"ci\",\"role\":\"operator\"}");
    HttpResponse<String> second = make("{\"name\":\"ci\",\"role\":\"operator\"}");
    assertEquals(409, second.statusCode());
    assertEquals("token_name_taken", Guarded.problem(second).code());
    server.send(server.to("/api/v1/tokens/" + first.token().id(), admin).DELETE());
    assertEquals(201, make("{\"name\":\"ci\",\"role\":\"operator\"}").statusCode());
  }

  @Test
  void theLastAdminTokenStays() {
    String path = "/api/v1/tokens/" + server.tokens().list("default").getFirst().id();
    HttpResponse<String> response = server.send(server.to(path, admin).DELETE());
    assertEquals(409, response.statusCode());
    assertEquals("last_admin_token", Guarded.problem(response).code());
    assertEquals(201, make("{\"name\":\"ben\",\"role\":\"admin\"}").statusCode());
    assertEquals(204, server.send(server.to(path, admin).DELETE()).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "operator", "worker", "host", "relay"})
  void onlyAdminsManageTokens(String role) {
    String secret = made("{\"name\":\"x\",\"role\":\"" + role + "\"}").secret();
    assertEquals(403, server.send(server.to("/api/v1/tokens", secret)).statusCode());
    assertEquals(
        403,
        server
            .post(server.to("/api/v1/tokens", secret), "{\"name\":\"y\",\"role\":\"admin\"}")
            .statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "devq_", "devq_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "nonsense"})
  void aWrongTokenIsToldHowToGetARightOne(String token) {
    HttpResponse<String> response = server.send(server.to("/api/v1/caller", token));
    assertEquals(401, response.statusCode());
    String detail = String.valueOf(Guarded.problem(response).detail());
    assertTrue(detail.contains("devq token"), detail);
    assertTrue(detail.contains("DEVQ_TOKEN"), detail);
    assertTrue(detail.contains("client.yaml"), detail);
  }

  @Test
  void noTokenIsToldTheSame() {
    HttpResponse<String> response = server.send(server.to("/api/v1/caller"));
    assertEquals(401, response.statusCode());
    assertEquals("no_token", Guarded.problem(response).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"\",\"role\":\"viewer\"}",
        "{\"name\":\" x\",\"role\":\"viewer\"}",
        "{\"name\":\"x\",\"role\":\"anyone\"}",
        "{\"name\":\"x\",\"role\":\"king\"}",
        "{\"name\":\"x\"}",
      })
  void aTokenThatCannotBeIsRefusedAtItsField(String json) {
    HttpResponse<String> response = make(json);
    assertEquals(400, response.statusCode());
    assertTrue(String.valueOf(Guarded.problem(response).pointer()).matches("/(name|role)"));
  }

  @Test
  void aSecretNeverShowsInText() {
    Tokens.Issued issued = server.tokens().issue("default", "quiet", Role.VIEWER, "test");
    assertFalse(issued.toString().contains(issued.secret().text()));
    assertEquals(Secret.TOKEN_PREFIX.length() + 43, issued.secret().text().length());
  }
}
