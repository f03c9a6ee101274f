package io.devq.server.notify;

import io.devq.base.IdSource;
import io.devq.base.NotificationId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.jobs.FollowUps;
import io.devq.jobs.Handler;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.Notices;
import io.devq.jobs.Notify;
import io.devq.protocol.Notifications.Data;
import io.devq.protocol.Notifications.Event;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.notify.store.Rule;
import io.devq.server.notify.store.Stop;
import io.devq.server.outbound.Guard;
import io.devq.server.outbound.Outbound;
import io.devq.server.security.SealingKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The door to notifications: rules for a project, what follows when runs end, and the delivery.
public final class Notifying implements Service {

  private final NotificationStore store;
  private final Jobs jobs;
  private final Ways ways;
  private final IdSource ids;
  private final TimeSource time;
  private final Rules rules;
  private final WebhookSecrets secrets;
  private final Announcer announcer;
  private final Delivery delivery;

  /// How messages leave, and what guards them.
  ///
  /// @param mail null when no mail server is set
  /// @param key seals the secrets of webhooks
  /// @param address of this server for links, when it is known
  public record Ways(
      Guard guard,
      Outbound outbound,
      @Nullable MailSettings mail,
      SealingKey key,
      Supplier<Optional<String>> address) {}

  /// Notifications that do not go out yet.
  public Notifying(NotificationStore store, Jobs jobs, Ways ways, TimeSource time) {
    this.store = store;
    this.jobs = jobs;
    this.ways = ways;
    this.time = time;
    this.ids = new IdSource(time);
    this.rules = new Rules(store);
    this.secrets = new WebhookSecrets(store, ways.key());
    this.announcer = new Announcer(rules, jobs);
    MailSettings mail = ways.mail();
    Delivery.Ways out = new Delivery.Ways(ways.outbound(), mail == null ? null : new Post(mail));
    this.delivery = new Delivery(store, rules, secrets, out, ways.address(), time);
  }

  /// The type of the jobs that deliver.
  public static final String TYPE = Delivery.TYPE;

  @Override
  public void start() {
    rules.start();
  }

  @Override
  public void stop() {
    rules.stop();
  }

  /// What follows when runs end.
  public FollowUps followUps() {
    return announcer;
  }

  /// What runs the jobs of [#TYPE].
  public Handler handler() {
    return delivery;
  }

  /// Checks whom a job or a rule wants to tell.
  ///
  /// @throws Problem `invalid_url`, `refused_port`, `blocked_address`, `invalid_email`,
  ///   `mail_not_set`
  public void check(Notify notify, String pointer) {
    if (notify.webhook() != null) {
      var _ = ways.guard().check(notify.webhook(), pointer + "/webhook");
    }
    String email = notify.email();
    if (email != null && !Mailbox.isOne(email)) {
      throw Problem.invalid(
          "invalid_email",
          "A mailbox is one plain address, such as ana@example.org.",
          pointer + "/email");
    }
    if (email != null && ways.mail() == null) {
      throw new Problem(
          Problem.Kind.CONFLICT,
          "mail_not_set",
          "This server sends no mail: its operator has not set "
              + MailSettings.URL
              + " and "
              + MailSettings.FROM
              + ". Use a webhook.",
          pointer + "/email",
          null);
    }
  }

  /// The rules of a project.
  public List<Rule> rules(String project) {
    rules.refresh();
    return rules.of(project);
  }

  /// Adds a rule, which holds for all that ends from now on.
  ///
  /// @throws Problem as [#check], and `too_many_rules`
  public Rule add(String project, Notify notify, Rule.Filter filter, String by) {
    check(notify, "");
    Rule rule = new Rule(new NotificationId(ids.next()), project, notify, filter, by, time.now());
    Instant at =
        store
            .insert(rule, Rules.MOST)
            .orElseThrow(() ->
                Problem.conflict(
                    "too_many_rules",
                    "A project has at most "
                        + Rules.MOST
                        + " rules; delete some, or use filters with *."));
    rules.refresh();
    return new Rule(rule.id(), project, notify, filter, by, at);
  }

  /// Removes a rule.
  ///
  /// @throws Problem `unknown_notification`
  public void delete(String project, NotificationId id) {
    if (!store.delete(project, id)) {
      throw unknown(id);
    }
    rules.refresh();
  }

  private static Problem unknown(NotificationId id) {
    return Problem.notFound("unknown_notification", "There is no notification rule " + id + ".");
  }

  /// Sends a message of the type `test` to whom a rule names.
  ///
  /// @return the run that delivers it
  public RunId test(String project, NotificationId id) {
    Rule rule =
        rules(project).stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> unknown(id));
    Data data =
        new Data(
            project,
            null,
            null,
            "test",
            "test",
            rule.createdBy(),
            Announcer.QUEUE,
            null,
            "Somebody tried whether messages arrive.",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of(),
            null);
    JobSpec about = JobSpec.of("test", "{}").withOwner(rule.createdBy());
    JobSpec message =
        announcer
            .messageTo(Target.of(rule.wish()), project, about, new Event("test", time.now(), data))
            .orElseThrow(() ->
                Problem.conflict(
                    "webhook_stopped", "This webhook said that it is gone; let it go on first."));
    return new RunId(jobs.submit(project, message).value());
  }

  /// Tells those who want to hear that a run is late, or that a job was missed or succeeded again.
  /// Telling the same again has no effect.
  public void tell(Notices.Notice notice) {
    announcer.tell(notice, time.now());
  }

  /// A new secret for the webhooks of a project.
  ///
  /// @param previousUntil until when the one before signs too
  public record Renewed(String secret, Optional<Instant> previousUntil) {}

  /// Makes a new secret; it is shown here and never again.
  public Renewed renewSecret(String project) {
    WebhookSecrets.Renewed renewed = secrets.renew(project);
    return new Renewed(renewed.secret(), renewed.previousUntil());
  }

  /// Webhooks that are left alone since they said that they are gone.
  public List<Stop> stops(String project) {
    rules.refresh();
    return rules.stops(project);
  }

  /// Since when a webhook is left alone, if it is.
  public Optional<Stop> stop(String project, @Nullable String webhook) {
    return webhook == null ? Optional.empty() : rules.stop(project, webhook);
  }

  /// Calls a webhook again.
  ///
  /// @throws Problem `webhook_not_stopped`
  public void goOn(String project, String webhook) {
    if (!store.goOn(project, webhook)) {
      throw Problem.notFound("webhook_not_stopped", "This webhook is not left alone.");
    }
    rules.refresh();
  }
}
