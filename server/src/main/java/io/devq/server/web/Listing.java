package io.devq.server.web;

import io.devq.server.http.Request;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list, newest first.
///
/// @param self where this very page is, with its filter
/// @param next where the next page is, or the empty text
/// @param first whether it is the newest page, the one worth refreshing
public record Listing<T>(List<T> items, String self, String next, boolean first) {

  /// Rows of a page.
  static final int ROWS = 50;

  /// A list whose items name themselves as cursors.
  ///
  /// @param address the list with its filter
  static <T> Listing<T> of(
      Request request, Address address, List<T> items, Function<T, String> cursor) {
    @Nullable String here = request.query().text("cursor").orElse(null);
    Address next =
        items.size() < ROWS
            ? new Address("")
            : address.with("cursor", cursor.apply(items.getLast()));
    return new Listing<>(items, address.with("cursor", here).text(), next.text(), here == null);
  }
}
