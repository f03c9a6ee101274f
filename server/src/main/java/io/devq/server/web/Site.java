package io.devq.server.web;

import io.devq.server.http.Route;
import java.util.List;
import java.util.stream.Stream;

/// All pages for people who are signed in, and the navigation that leads to them.
public final class Site {

  /// The entries of the navigation.
  public static final List<NavLink> NAVIGATION =
      List.of(
          new NavLink("Overview", "/", "o"),
          new NavLink("Jobs", "/jobs", "j"),
          new NavLink("Runs", "/runs", "r"),
          new NavLink("Builds", "/builds", "b"),
          new NavLink("Deployments", "/deployments", "d"),
          new NavLink("Regions", "/regions", "e"),
          new NavLink("Workers", "/workers", "w"));

  private Site() {}

  /// The routes of all pages.
  public static List<Route> routes(Pages pages, Doors doors) {
    return Stream.of(
            new OverviewPage(pages, doors).routes(),
            new JobPages(pages, doors.jobs()).routes(),
            new RunPages(pages, doors.jobs()).routes(),
            new BuildPages(pages, doors.builds(), doors.deploys()).routes(),
            new DeploymentPages(pages, doors.deploys(), doors.builds()).routes(),
            new RegionPage(pages, doors.deploys()).routes(),
            new WorkerPage(pages, doors.jobs(), doors.queues()).routes())
        .flatMap(List::stream)
        .toList();
  }
}
