package io.devq.base;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Named places at which a process can be made to die, so that tests can ask of each step what is
/// on disk if it dies here.
///
/// `DEVQ_FAILPOINT=name:n` kills the process, without any shutdown hook, at the n-th passing of
/// that point. Off by default; when off, passing a point costs one comparison of a constant.
public final class Failpoint {

  private static final @Nullable Armed ARMED = parse(System.getenv());

  private Failpoint() {}

  private record Armed(String name, AtomicInteger passingsLeft) {}

  /// Passes the point `name`.
  public static void pass(String name) {
    if (ARMED != null && ARMED.name.equals(name) && ARMED.passingsLeft.decrementAndGet() == 0) {
      System.err.println("failpoint " + name + ": halting");
      Runtime.getRuntime().halt(86);
    }
  }

  private static @Nullable Armed parse(Map<String, String> environment) {
    String setting = environment.get("DEVQ_FAILPOINT");
    if (setting == null || setting.isBlank()) {
      return null;
    }
    int colon = setting.lastIndexOf(':');
    String name = colon < 0 ? setting : setting.substring(0, colon);
    int passing = colon < 0 ? 1 : Integer.parseInt(setting.substring(colon + 1).strip());
    if (passing < 1) {
      throw new IllegalArgumentException(
          "DEVQ_FAILPOINT=" + setting + ": the passing counts from 1");
    }
    return new Armed(name, new AtomicInteger(passing));
  }
}
