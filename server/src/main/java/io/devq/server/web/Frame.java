package io.devq.server.web;

import io.devq.server.http.Principal;
import io.devq.server.http.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the frame around a page needs to know.
///
/// @param path of the page, which marks its entry in the navigation
/// @param caller who looks, or null when nobody is signed in
/// @param now when the page is made
public record Frame(
    String title,
    String path,
    @Nullable Principal caller,
    List<NavLink> navigation,
    Assets assets,
    Instant now) {

  /// A time on this page.
  public Moment moment(Instant at) {
    return new Moment(at, now);
  }

  /// Whether who looks may start, stop and change things.
  public boolean operates() {
    return caller != null && caller.role().covers(Role.OPERATOR);
  }
}
