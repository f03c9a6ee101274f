package io.devq.deploys;

import io.devq.base.Problem;
import java.net.URI;

/// How to reach a region's relay.
///
/// @param url such as `http://relay.eu.example:7071`
/// @param token the secret shared with the relay
public record RegionAccess(String name, String url, String token) {

  /// The longest address and the longest token.
  public static final int LONGEST = 500;

  /// Checks the name and the address.
  ///
  /// @throws Problem `invalid_name`, `invalid_url`, `invalid_token`
  public RegionAccess {
    DeployNames.check("/name", name);
    url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (url.length() > LONGEST || !isHttp(url)) {
      throw Problem.invalid(
          "invalid_url", "A relay's address looks like http://relay.example:7071.", "/url");
    }
    if (token.isBlank() || token.length() > LONGEST) {
      throw Problem.invalid(
          "invalid_token", "The relay's token has 1 to " + LONGEST + " characters.", "/token");
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getQuery() == null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "RegionAccess[name=" + name + ", url=" + url + "]";
  }
}
