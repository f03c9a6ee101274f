package io.devq.server.security;

import io.devq.base.TimeSource;
import io.devq.server.http.Principal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Callers who were let in a moment ago, by the digest of what they showed. Bounded in time and
/// number. One of them is shared by [Tokens] and [Sessions], so that a revocation reaches both at
/// once.
public final class RecentCallers {

  private record Seen(Principal principal, long at) {}

  private final SecuritySettings settings;
  private final TimeSource time;
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  /// Nobody yet.
  public RecentCallers(SecuritySettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  private static String key(String project, byte[] digest) {
    return HexFormat.of().formatHex(digest) + "/" + project;
  }

  synchronized Optional<Principal> find(String project, byte[] digest) {
    Seen found = seen.get(key(project, digest));
    return found == null || time.nanos() - found.at > settings.remembered().toNanos()
        ? Optional.empty()
        : Optional.of(found.principal);
  }

  synchronized void remember(String project, byte[] digest, Principal principal) {
    String key = key(project, digest);
    seen.remove(key);
    seen.put(key, new Seen(principal, time.nanos()));
    if (seen.size() > settings.rememberedCallers()) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  synchronized void forget() {
    seen.clear();
  }
}
