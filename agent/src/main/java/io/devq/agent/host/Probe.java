package io.devq.agent.host;

import io.devq.protocol.HostProtocol.Health;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a program over HTTP whether it works.
final class Probe {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final HttpClient http;

  Probe(HttpClient http) {
    this.http = http;
  }

  /// The address of a check, with the variables filled in.
  ///
  /// @throws IllegalArgumentException when it is none
  static URI address(Health health, Map<String, String> variables) {
    Matcher matcher = VARIABLE.matcher(health.http());
    String filled =
        matcher.replaceAll(found -> {
          String value = variables.get(found.group(1));
          if (value == null) {
            throw new IllegalArgumentException(
                "the variable " + found.group(1) + " of the health check is not set here");
          }
          return Matcher.quoteReplacement(value);
        });
    return URI.create(filled.startsWith(":") ? "http://127.0.0.1" + filled : filled);
  }

  /// What is wrong; empty when it works.
  Optional<String> ask(URI address) throws InterruptedException {
    try {
      int status =
          http.send(
                  HttpRequest.newBuilder(address).timeout(HostLimits.CHECK).GET().build(),
                  BodyHandlers.discarding())
              .statusCode();
      return status >= 200 && status < 400
          ? Optional.empty()
          : Optional.of(address + " answers " + status);
    } catch (IOException failure) {
      return Optional.of(address + " does not answer (" + failure.getMessage() + ")");
    }
  }
}
