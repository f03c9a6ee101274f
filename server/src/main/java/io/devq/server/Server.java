package io.devq.server;

import io.devq.base.BuildId;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.blobs.Blobs;
import io.devq.blobs.files.FileBlobs;
import io.devq.builds.Builds;
import io.devq.database.Database;
import io.devq.database.DatabaseFailure;
import io.devq.database.DatabaseLost;
import io.devq.deploys.Deployability;
import io.devq.deploys.Deploys;
import io.devq.jobs.service.EngineSettings;
import io.devq.jobs.service.JobEngine;
import io.devq.postgres.DataFolder;
import io.devq.protocol.BuildViews;
import io.devq.server.api.ArtifactRoutes;
import io.devq.server.api.BuildRoutes;
import io.devq.server.api.DeployRoutes;
import io.devq.server.api.EventRoutes;
import io.devq.server.api.HookRoutes;
import io.devq.server.api.HostRoutes;
import io.devq.server.api.JobRoutes;
import io.devq.server.api.LogRoutes;
import io.devq.server.api.ManyRunsRoutes;
import io.devq.server.api.NodeRoutes;
import io.devq.server.api.NotificationRoutes;
import io.devq.server.api.QueueRoutes;
import io.devq.server.api.RegionRoutes;
import io.devq.server.api.RepositoryRoutes;
import io.devq.server.api.RunRoutes;
import io.devq.server.api.ScheduleRoutes;
import io.devq.server.api.ServiceRoutes;
import io.devq.server.api.WorkerRoutes;
import io.devq.server.http.Hooks;
import io.devq.server.http.HttpMetrics;
import io.devq.server.http.HttpServer;
import io.devq.server.http.Probes;
import io.devq.server.http.Route;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.regions.SigningKey;
import io.devq.server.security.Callers;
import io.devq.server.security.FirstStart;
import io.devq.server.security.RecentCallers;
import io.devq.server.security.SecurityRoutes;
import io.devq.server.security.SecuritySettings;
import io.devq.server.security.Sessions;
import io.devq.server.security.Tokens;
import io.devq.server.security.store.SecurityStore;
import io.devq.server.web.Assets;
import io.devq.server.web.DocPages;
import io.devq.server.web.Doors;
import io.devq.server.web.Pages;
import io.devq.server.web.SignInPages;
import io.devq.server.web.Site;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One server: the whole of DevQ but its agents, put together by hand. Reading [#start] is reading
/// the system.
public final class Server implements Service {

  private static final List<String> MIGRATIONS =
      Stream.concat(
              Engines.MIGRATIONS.stream(),
              Stream.of(SecurityStore.MIGRATIONS, NotificationStore.MIGRATIONS))
          .toList();

  private final ServerSettings settings;
  private final TimeSource time = TimeSource.system();
  private final Deque<Service> running = new ArrayDeque<>();
  private volatile @Nullable HttpServer http;
  private @Nullable Sessions sessions;

  /// A server that is not running yet.
  public Server(ServerSettings settings) {
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (!running.isEmpty()) {
      return;
    }
    try {
      assemble();
    } catch (RuntimeException failure) {
      stop();
      throw failure;
    }
  }

  private void assemble() {
    DataFolder folder = DataFolder.hold(settings.data());
    running.push(onStop(folder::close));
    Database database =
        started(new Storage(settings.data(), settings.databaseUrl(), MIGRATIONS)).database();
    FileBlobs blobs = FileBlobs.open(settings.data().resolve("blobs"));
    running.push(onStop(blobs::close));

    EngineSettings engineSettings =
        EngineSettings.DEFAULT.withNode(settings.nodeName(), settings.databaseUrl() == null);
    Engines engines = new Engines(database, blobs, settings.data(), engineSettings, time);
    Outgoing outgoing =
        started(
            new Outgoing(
                settings.outside(),
                database,
                settings.data(),
                engines.jobs(),
                () -> Optional.ofNullable(http).map(HttpServer::address),
                time));
    started(engines);

    Security security = Security.of(database, time);
    new FirstStart(security.tokens(), settings.data()).ensureOwn();
    sessions = security.sessions();
    Vitals vitals = new Vitals(database, engines.jobs());
    Pages pages = new Pages(new Assets(), Site.NAVIGATION, time);
    Hooks hooks = new Hooks(time, new HttpMetrics(vitals.registry()), pages, Server::explain);
    List<Route> routes = new ArrayList<>(Probes.routes(vitals));
    routes.addAll(jobRoutes(engines.jobs(), outgoing));
    routes.addAll(buildRoutes(engines, blobs));
    routes.addAll(
        new EventRoutes(engines.jobs(), engines.jobs(), engines.deploys(), time).routes());
    routes.addAll(deployRoutes(engines.deploys(), SigningKey.in(settings.data())));
    routes.addAll(new SecurityRoutes(security.tokens(), security.sessions()).routes());
    Doors doors = new Doors(engines.jobs(), engines.jobs(), engines.builds(), engines.deploys());
    routes.addAll(new DocPages(pages, routes).routes());
    routes.addAll(pages(pages, security.sessions(), doors));
    http = started(new HttpServer(settings.http(), routes, security.callers(), hooks));
    vitals.up();
    folder.publish(http.address());
  }

  private static List<Route> jobRoutes(JobEngine jobs, Outgoing outgoing) {
    return Stream.of(
            new JobRoutes(jobs, outgoing::check).routes(),
            new NotificationRoutes(outgoing.notifying(), jobs).routes(),
            new RunRoutes(jobs).routes(),
            new ManyRunsRoutes(jobs.many()).routes(),
            new ScheduleRoutes(jobs).routes(),
            new LogRoutes(jobs).routes(),
            new WorkerRoutes(jobs).routes(),
            new QueueRoutes(jobs).routes(),
            new NodeRoutes(jobs).routes())
        .flatMap(List::stream)
        .toList();
  }

  private List<Route> buildRoutes(Engines engines, Blobs blobs) {
    Builds builds = engines.builds();
    return Stream.of(
            new RepositoryRoutes(builds, this::address).routes(),
            new BuildRoutes(
                    builds, (project, build) -> deployable(engines.deploys(), project, build))
                .routes(),
            new ArtifactRoutes(builds, blobs).routes(),
            new HookRoutes(builds).routes())
        .flatMap(List::stream)
        .toList();
  }

  private static BuildViews.@Nullable Deployable deployable(
      Deploys deploys, String project, BuildId build) {
    try {
      Deployability answer = deploys.deployability(project, build);
      return new BuildViews.Deployable(
          answer.yes(), answer.missing().stream().map(m -> m.region()).distinct().toList());
    } catch (Problem unknown) {
      if (unknown.kind() == Problem.Kind.NOT_FOUND) {
        return null;
      }
      throw unknown;
    }
  }

  private static List<Route> deployRoutes(Deploys deploys, SigningKey key) {
    return Stream.of(
            new RegionRoutes(deploys).routes(),
            new ServiceRoutes(deploys).routes(),
            new HostRoutes(deploys, key).routes(),
            new DeployRoutes(deploys).routes())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> pages(Pages pages, Sessions sessions, Doors doors) {
    return Stream.of(
            new Assets().routes(),
            new SignInPages(pages, sessions).routes(),
            Site.routes(pages, doors))
        .flatMap(List::stream)
        .toList();
  }

  /// Who may come in.
  private record Security(Tokens tokens, Sessions sessions, Callers callers) {

    static Security of(Database database, TimeSource time) {
      SecuritySettings settings = SecuritySettings.standard();
      SecurityStore store = new SecurityStore(database);
      RecentCallers recent = new RecentCallers(settings, time);
      Tokens tokens = new Tokens(store, settings, new IdSource(time), recent);
      Sessions sessions = new Sessions(store, settings, recent);
      return new Security(tokens, sessions, new Callers(tokens, sessions));
    }
  }

  private static @Nullable Problem explain(Throwable failure) {
    return switch (failure) {
      case DatabaseLost lost ->
          new Problem(
              Problem.Kind.UNAVAILABLE,
              "database_away",
              "The database went away in the middle; whether the request took effect is unknown. Look, then try again.",
              null,
              lost);
      case DatabaseFailure refused when refused.isBadData() ->
          new Problem(
              Problem.Kind.INVALID,
              "data_refused",
              "The database refused the data: " + refused.getMessage(),
              null,
              refused);
      default -> null;
    };
  }

  private <S extends Service> S started(S service) {
    running.push(service);
    service.start();
    return service;
  }

  private static Service onStop(Runnable close) {
    return new Service() {
      @Override
      public void start() {}

      @Override
      public void stop() {
        close.run();
      }
    };
  }

  /// Where it answers, such as `http://127.0.0.1:7070`.
  public String address() {
    HttpServer front = http;
    if (front == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return front.address();
  }

  /// A link, good once and for a minute, that signs a browser in as the administrator.
  public String signInLink() {
    Sessions doors = sessions;
    if (doors == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return address() + doors.link("default", FirstStart.NAME).path();
  }

  @Override
  public synchronized void stop() {
    while (!running.isEmpty()) {
      running.pop().stop();
    }
  }
}
