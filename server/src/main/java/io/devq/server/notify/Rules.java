package io.devq.server.notify;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.notify.store.Rule;
import io.devq.server.notify.store.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rules of all projects in memory, so that the end of a run asks no database whether somebody
/// wants to hear of it. A change made at this node holds at once, one made at another within
/// [#REFRESH].
final class Rules implements Service {

  /// How often all is read anew.
  static final Duration REFRESH = Duration.ofSeconds(2);

  /// Rules of one project.
  static final int MOST = 200;

  private final NotificationStore store;
  private final Loop loop = new Loop("devq-notification-rules", this::runOnce);
  private volatile Known known = new Known(Map.of(), Map.of());

  Rules(NotificationStore store) {
    this.store = store;
  }

  private record Known(Map<String, List<Rule>> rules, Map<String, Map<String, Stop>> stops) {}

  @Override
  public void start() {
    refresh();
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  private Duration runOnce() {
    refresh();
    return REFRESH;
  }

  /// Reads all anew.
  synchronized void refresh() {
    known =
        new Known(
            store.rules().stream().collect(Collectors.groupingBy(Rule::project)),
            store.stops().stream()
                .collect(
                    Collectors.groupingBy(
                        Stop::project, Collectors.toMap(Stop::webhook, stop -> stop))));
  }

  List<Rule> of(String project) {
    return known.rules().getOrDefault(project, List.of());
  }

  /// Since when a webhook is left alone, if it is.
  Optional<Stop> stop(String project, String webhook) {
    return Optional.ofNullable(known.stops().getOrDefault(project, Map.of()).get(webhook));
  }

  List<Stop> stops(String project) {
    return List.copyOf(known.stops().getOrDefault(project, Map.of()).values());
  }
}
