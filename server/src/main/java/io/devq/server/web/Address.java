package io.devq.server.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The address of a page with its query.
///
/// @param text ready to be a link
public record Address(String text) {

  /// This address with a query parameter, unless that is null or empty.
  public Address with(String name, @Nullable Object value) {
    if (value == null || value.toString().isEmpty()) {
      return this;
    }
    return new Address(
        text
            + (text.indexOf('?') < 0 ? '?' : '&')
            + name
            + '='
            + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
  }
}
