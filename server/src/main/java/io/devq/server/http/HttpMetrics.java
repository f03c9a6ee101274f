package io.devq.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Times every answer as `devq_http_request_seconds` by method, route and status.
public final class HttpMetrics implements Hooks.RequestObserver {

  private record Key(Method method, String path, int status) {}

  private final MeterRegistry registry;

  /// One timer per route and status: bounded by the route table.
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  /// Meters in `registry`.
  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void answered(Method method, String path, int status, long nanos) {
    timers
        .computeIfAbsent(new Key(method, path, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Timer.builder("devq.http.request")
        .description("How long answers took, by route")
        .tag("method", key.method.name())
        .tag("route", key.path)
        .tag("status", Integer.toString(key.status))
        .register(registry);
  }
}
