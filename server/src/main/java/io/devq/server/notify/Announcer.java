package io.devq.server.notify;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.EndedRun;
import io.devq.jobs.FollowUps;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.Notices;
import io.devq.jobs.Notify;
import io.devq.jobs.Once;
import io.devq.jobs.RetryPolicy;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.protocol.Json;
import io.devq.protocol.Notifications.Data;
import io.devq.protocol.Notifications.Event;
import io.devq.server.notify.store.Rule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides who is told when a run ends, and makes the jobs that tell them. Nobody is told of the
/// jobs that tell.
final class Announcer implements FollowUps {

  /// The queue in which messages wait, so that no other work delays them.
  static final String QUEUE = "notifications";

  /// At first after five seconds, doubling to six hours: about a day in all.
  static final RetryPolicy RETRY =
      new RetryPolicy(
          16,
          RetryPolicy.Backoff.EXPONENTIAL,
          Duration.ofSeconds(5),
          Duration.ofHours(6),
          0.2,
          JobLimits.MOST_LOST_ATTEMPTS);

  /// How long one attempt to deliver takes at most.
  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final int LONGEST_TEXT = 2_000;
  private static final int LONGEST_TAG = 200;

  /// Runs that are looked at to find how the last one ended.
  private static final int LOOK_BACK = 10;

  private static final Logger LOG = System.getLogger(Announcer.class.getName());

  private final Rules rules;
  private final Jobs jobs;

  Announcer(Rules rules, Jobs jobs) {
    this.rules = rules;
    this.jobs = jobs;
  }

  @Override
  public List<JobSpec> after(EndedRun run) {
    List<Notify> wanted = wanted(run.project(), run.spec());
    if (wanted.isEmpty()) {
      return List.of();
    }
    Notify.On ended = Notify.On.valueOf(run.state().name());
    boolean recovered = isWanted(wanted, Notify.On.RECOVERED) && hasRecovered(run);
    Map<Target, Notify.On> told = new LinkedHashMap<>();
    for (Notify notify : wanted) {
      if (recovered && notify.on().contains(Notify.On.RECOVERED)) {
        told.put(Target.of(notify), Notify.On.RECOVERED);
      } else if (notify.on().contains(ended)) {
        told.putIfAbsent(Target.of(notify), ended);
      }
    }
    List<JobSpec> specs = new ArrayList<>();
    told.forEach((target, on) ->
        messageTo(target, run.project(), run.spec(), new Event(type(on), run.endedAt(), data(run)))
            .ifPresent(specs::add));
    return specs;
  }

  private List<Notify> wanted(String project, JobSpec job) {
    if (job.type().equals(Delivery.TYPE)) {
      return List.of();
    }
    List<Rule> all = rules.of(project);
    if (all.isEmpty()) {
      return job.notices();
    }
    List<Notify> wanted = new ArrayList<>(job.notices());
    for (Rule rule : all) {
      if (rule.filter().matches(job)) {
        wanted.add(rule.wish());
      }
    }
    return wanted;
  }

  private static boolean isWanted(List<Notify> wanted, Notify.On on) {
    return wanted.stream().anyMatch(notify -> notify.on().contains(on));
  }

  /// Whether a run of a recurring job succeeded after one that did not. Asks history only when
  /// somebody wants to know.
  private boolean hasRecovered(EndedRun run) {
    return run.recurring()
        && run.state() == RunState.SUCCEEDED
        && cameAfterAFailure(run.project(), run.job(), run.run());
  }

  /// Whether the last run of the job before this one, cancelled ones aside, did not succeed.
  private boolean cameAfterAFailure(String project, JobId job, RunId run) {
    return jobs.runs(project, RunFilter.of(job), run, LOOK_BACK).stream()
        .filter(one -> one.state().isFinal() && one.state() != RunState.CANCELLED)
        .findFirst()
        .map(before -> before.state() != RunState.SUCCEEDED)
        .orElse(false);
  }

  /// Tells those who want to hear that a run is late, or that a job was missed or succeeded again.
  /// Telling the same again has no effect; neither has telling of a success that its run's end has
  /// told of.
  void tell(Notices.Notice notice, Instant now) {
    String project = notice.project();
    List<Notify> wanted =
        wanted(project, notice.spec()).stream()
            .filter(notify -> notify.on().contains(notice.what()))
            .toList();
    if (wanted.isEmpty() || isTold(notice)) {
      return;
    }
    Event event = new Event(type(notice.what()), now, data(notice));
    for (Notify notify : wanted) {
      Target target = Target.of(notify);
      String key =
          notice.what() + "/" + notice.job() + "/" + notice.about() + "/" + target.hashCode();
      messageTo(target, project, notice.spec(), event)
          .ifPresent(spec -> submitOnce(project, key, spec));
    }
  }

  private boolean isTold(Notices.Notice notice) {
    RunId run = notice.run();
    return notice.what() == Notify.On.RECOVERED
        && run != null
        && cameAfterAFailure(notice.project(), notice.job(), run);
  }

  private static Data data(Notices.Notice notice) {
    JobSpec job = notice.spec();
    return new Data(
        notice.project(),
        notice.job(),
        notice.run(),
        job.name(),
        job.type(),
        job.owner(),
        job.queue(),
        null,
        text(notice.reason()),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        tags(job),
        null);
  }

  private void submitOnce(String project, String key, JobSpec spec) {
    var _ = jobs.submitOnce(project, new Once(key, key), List.of(spec));
  }

  /// The job that tells one of one thing, or empty when it cannot be told.
  Optional<JobSpec> messageTo(Target target, String project, JobSpec about, Event event) {
    String webhook = target.webhook();
    if (webhook != null && rules.stop(project, webhook).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          JobSpec.of(Delivery.TYPE, payload(new Notice(event, webhook, target.email())))
              .withQueue(QUEUE)
              .withOwner(about.owner())
              .withRetry(RETRY)
              .withTimeout(TIMEOUT)
              .withTags(Map.of("event", event.type(), "about", about(event))));
    } catch (Problem problem) {
      LOG.log(Level.WARNING, "nobody is told of {0}: {1}", about(event), problem.message());
      return Optional.empty();
    }
  }

  private static String about(Event event) {
    RunId run = event.data().run();
    return run == null ? String.valueOf(event.data().job()) : run.text();
  }

  /// The engine takes no payload in which a NUL might hide, not even one that is spelled out.
  private static String payload(Notice notice) {
    return Json.strict().text(notice).replace("\\u0000", "\\ufffd");
  }

  private static String type(Notify.On on) {
    return switch (on) {
      case MISSED -> "job.missed";
      case SUCCEEDED, FAILED, KILLED, CANCELLED, EXPIRED, LATE, RECOVERED ->
          "run." + on.name().toLowerCase(Locale.ROOT);
    };
  }

  private static Data data(EndedRun run) {
    JobSpec job = run.spec();
    return new Data(
        run.project(),
        run.job(),
        run.run(),
        job.name(),
        job.type(),
        job.owner(),
        job.queue(),
        run.state().name(),
        text(run.reason()),
        run.outcomeClass().name().toLowerCase(Locale.ROOT),
        run.attempts(),
        run.exitCode(),
        run.nominalAt(),
        run.dueAt(),
        run.startedAt(),
        run.endedAt(),
        tags(job),
        null);
  }

  private static @Nullable String text(@Nullable String reason) {
    return reason == null ? null : cut(reason, LONGEST_TEXT);
  }

  private static Map<String, String> tags(JobSpec job) {
    Map<String, String> tags = new LinkedHashMap<>();
    job.tags().forEach((key, value) -> tags.put(cut(key, LONGEST_TAG), cut(value, LONGEST_TAG)));
    return tags;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
