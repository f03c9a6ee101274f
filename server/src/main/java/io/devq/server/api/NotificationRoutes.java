package io.devq.server.api;

import io.devq.base.NotificationId;
import io.devq.base.RunId;
import io.devq.jobs.Jobs;
import io.devq.jobs.Notify;
import io.devq.protocol.Notifications;
import io.devq.protocol.Views;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.notify.Notifying;
import io.devq.server.notify.store.Rule;
import io.devq.server.notify.store.Stop;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// `/notifications`.
public final class NotificationRoutes {

  private final Notifying notifying;
  private final Jobs jobs;

  /// Routes to these doors.
  public NotificationRoutes(Notifying notifying, Jobs jobs) {
    this.notifying = notifying;
    this.jobs = jobs;
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(
                "/api/v1/notifications",
                Role.VIEWER,
                "Lists the rules on who is told of what",
                this::list)
            .gives(200, Page.class, Notifications.Rule.class),
        Route.post(
                "/api/v1/notifications",
                Role.OPERATOR,
                "Adds a rule on who is told of what in the project",
                this::add)
            .takes(Notifications.NewRule.class)
            .gives(201, Notifications.Rule.class),
        Route.delete("/api/v1/notifications/{id}", Role.OPERATOR, "Deletes a rule", this::delete),
        Route.post(
                "/api/v1/notifications/{id}/test",
                Role.OPERATOR,
                "Sends a test message to whom a rule names, and gives the run that delivers it",
                this::test)
            .gives(201, Views.Run.class),
        Route.post(
                "/api/v1/notifications/secret",
                Role.ADMIN,
                "Makes a new secret that signs webhooks, and shows it once",
                this::renewSecret)
            .gives(201, Notifications.Secret.class),
        Route.get(
                "/api/v1/notifications/stopped",
                Role.VIEWER,
                "Lists webhooks that said they are gone and are left alone",
                this::stopped)
            .gives(200, Page.class, Notifications.Stopped.class),
        Route.post(
                "/api/v1/notifications/stopped/resume",
                Role.OPERATOR,
                "Calls such a webhook again",
                this::goOn)
            .takes(Notifications.Webhook.class));
  }

  private Response list(Request request) {
    List<Notifications.Rule> rules =
        notifying.rules(request.project()).stream().map(this::view).toList();
    return Response.json(new Page<>(rules, null));
  }

  private Response add(Request request) throws IOException {
    Notifications.NewRule wanted = request.json(Notifications.NewRule.class);
    Notify notify =
        new Notify(
            wanted.on().stream()
                .map(on -> JobWire.constant("/on", on, Notify.On.values(), Notify.On.FAILED))
                .collect(Collectors.toSet()),
            wanted.webhook(),
            wanted.email());
    Notifications.Filter filter = wanted.filter();
    Rule rule =
        notifying.add(
            request.project(),
            notify,
            filter == null
                ? Rule.Filter.ALL
                : new Rule.Filter(filter.owner(), filter.queue(), filter.type(), filter.name()),
            request.principal().name());
    return Response.created("/api/v1/notifications/" + rule.id(), view(rule));
  }

  private Notifications.Rule view(Rule rule) {
    Notify notify = rule.wish();
    return new Notifications.Rule(
        rule.id(),
        notify.on().stream().sorted().map(JobWire::wire).toList(),
        new Notifications.Filter(
            rule.filter().owner(),
            rule.filter().queue(),
            rule.filter().type(),
            rule.filter().name()),
        notify.webhook(),
        notify.email(),
        rule.createdBy(),
        rule.createdAt(),
        notifying.stop(rule.project(), notify.webhook()).map(Stop::since).orElse(null));
  }

  private Response delete(Request request) {
    notifying.delete(request.project(), id(request));
    return Response.done();
  }

  private Response test(Request request) {
    RunId run = notifying.test(request.project(), id(request));
    return Response.created(
        "/api/v1/runs/" + run, JobWire.view(RunRoutes.require(jobs, request.project(), run)));
  }

  private Response renewSecret(Request request) {
    Notifying.Renewed renewed = notifying.renewSecret(request.project());
    return Response.json(
        201, new Notifications.Secret(renewed.secret(), renewed.previousUntil().orElse(null)));
  }

  private Response stopped(Request request) {
    List<Notifications.Stopped> items =
        notifying.stops(request.project()).stream()
            .map(stop -> new Notifications.Stopped(stop.webhook(), stop.since(), stop.reason()))
            .toList();
    return Response.json(new Page<>(items, null));
  }

  private Response goOn(Request request) throws IOException {
    notifying.goOn(request.project(), request.json(Notifications.Webhook.class).webhook());
    return Response.done();
  }

  private static NotificationId id(Request request) {
    return request.parameter("id", NotificationId::parse);
  }
}
