package io.devq.server.http;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The routes by which machines watch a node: `/livez`, `/readyz`, `/startupz`, `/metrics`. They
/// need no token, tell nothing secret, and answer when the node is full.
public final class Probes {

  /// What a node says of itself. The composition root fills it.
  public interface Health {

    /// Whether the process should go on; nothing outside the process belongs here.
    List<Check> live();

    /// Whether requests should be sent here.
    List<Check> ready();

    /// Whether it has come up.
    List<Check> started();

    /// All metrics, in Prometheus' text format.
    String metrics();
  }

  /// One thing that was looked at.
  ///
  /// @param detail a sentence for whoever has to mend it
  public record Check(String name, boolean good, String detail) {}

  private Probes() {}

  /// The routes.
  public static List<Route> routes(Health health) {
    return List.of(
        probe("/livez", "Tells whether the process is alive", health::live),
        probe("/readyz", "Tells whether the node takes requests", health::ready),
        probe("/startupz", "Tells whether the node has come up", health::started),
        Route.get(
                "/metrics",
                Role.ANYONE,
                "Gives all metrics for Prometheus",
                _ ->
                    Response.text(200, health.metrics())
                        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"))
            .givesBytes("text/plain")
            .holds(Hold.ALWAYS));
  }

  private static Route probe(String path, String summary, Supplier<List<Check>> checks) {
    return Route.get(path, Role.ANYONE, summary, request -> answer(request, checks.get()))
        .query("verbose", String.class, "Given in any way: tells each check")
        .givesBytes("text/plain")
        .holds(Hold.ALWAYS);
  }

  private static Response answer(Request request, List<Check> checks) {
    boolean good = checks.stream().allMatch(Check::good);
    boolean verbose = !request.rawQuery("verbose").isEmpty();
    String told =
        checks.stream()
            .filter(check -> verbose || !check.good())
            .map(check ->
                (check.good() ? "ok   " : "FAIL ") + check.name() + ": " + check.detail() + "\n")
            .collect(Collectors.joining());
    return Response.text(good ? 200 : 503, told + (good ? "ok\n" : "not ok\n"));
  }
}
