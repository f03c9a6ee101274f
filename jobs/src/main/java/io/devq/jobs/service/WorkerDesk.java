package io.devq.jobs.service;

import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.WorkerId;
import io.devq.jobs.Contents;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Outcome;
import io.devq.jobs.Workers;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.LiveAttempt;
import io.devq.jobs.dispatch.Roster;
import io.devq.jobs.store.Catalog;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The door for workers outside this process.
final class WorkerDesk implements Workers {

  private final Dispatch dispatch;
  private final Roster roster;
  private final Endings endings;
  private final LogBook logs;
  private final Checkpoints checkpoints;
  private final LargeTexts texts;
  private final Catalog catalog;
  private final DatabaseTime time;
  private final Signboard news = new Signboard();
  private final Duration beat;
  private final Runnable freeSlots;

  /// @param silence after which a worker is lost; three beats
  /// @param freeSlots told when there may be new capacity
  WorkerDesk(Dispatch dispatch, LocalCrew.Tools tools, Duration silence, Runnable freeSlots) {
    this.dispatch = dispatch;
    this.roster = dispatch.roster();
    this.endings = tools.endings();
    this.logs = tools.shelves().logs();
    this.checkpoints = tools.shelves().checkpoints();
    this.texts = tools.shelves().texts();
    this.catalog = tools.stores().catalog();
    this.time = tools.time();
    this.beat = silence.dividedBy(3);
    this.freeSlots = freeSlots;
  }

  @Override
  public WorkerId register(String project, Registration registration) {
    if (registration.slots() < 1 || registration.slots() > JobLimits.SLOTS) {
      throw Problem.invalid(
          "invalid_slots", "A worker has 1 to " + JobLimits.SLOTS + " slots.", "/slots");
    }
    if (registration.types().isEmpty() || registration.name().isBlank()) {
      throw Problem.invalid(
          "invalid_worker", "A worker has a name and at least one job type.", "/types");
    }
    int number = catalog.project(project);
    byte[] name = (number + "/" + registration.name()).getBytes(StandardCharsets.UTF_8);
    WorkerId id = new WorkerId(UUID.nameUUIDFromBytes(name));
    roster.enter(id, number, registration, time.nanos(), worker -> news.notify(worker.value()));
    return id;
  }

  @Override
  public Orders sync(WorkerId worker, Report report, Duration hold) throws InterruptedException {
    Duration held = hold.compareTo(beat) > 0 ? beat : hold;
    Roster.Heard heard = new Roster.Heard(time.now(), time.nanos());
    long until = heard.nanos() + held.toNanos();
    long seen = news.seen(worker.value());
    Roster.Diff diff = hear(worker, report, heard);
    freeSlots.run();
    while (diff.isEmpty() && time.nanos() < until && !roster.superseded(worker, report.session())) {
      news.await(worker.value(), seen, Duration.ofNanos(Math.max(1, until - time.nanos())));
      seen = news.seen(worker.value());
      if (!roster.superseded(worker, report.session())) {
        diff = hear(worker, report, heard);
      }
    }
    return orders(report, diff);
  }

  private Roster.Diff hear(WorkerId worker, Report report, Roster.Heard heard)
      throws InterruptedException {
    Roster.Diff diff =
        roster
            .hear(worker, report, heard)
            .orElseThrow(() ->
                Problem.notFound(
                    "unknown_worker", "This worker is not known here; register, then sync again."));
    for (LiveAttempt.Snapshot lost : diff.lost()) {
      endings.lose(lost, "its worker came back without it");
    }
    return report.draining() ? withoutNew(diff) : diff;
  }

  /// A worker that is going to stop does not begin what it has not: that is given back, unless it
  /// must not be begun twice and the worker might after all have begun it unheard.
  private Roster.Diff withoutNew(Roster.Diff diff) throws InterruptedException {
    for (LiveAttempt.Snapshot given : diff.start()) {
      if (given.run().spec().retry().lostAttempts() > 0) {
        endings.handBack(given);
      }
    }
    return new Roster.Diff(List.of(), diff.stop(), diff.unknown(), diff.lost());
  }

  private Orders orders(Report report, Roster.Diff diff) {
    List<Assignment> start = new ArrayList<>();
    for (LiveAttempt.Snapshot attempt : diff.start()) {
      var run = attempt.run();
      start.add(
          new Assignment(
              new RunId(run.id()),
              new JobId(run.jobId()),
              run.attempt(),
              catalog.projectName(run.project()),
              run.spec().type(),
              run.spec().payload(),
              run.spec().timeout(),
              JobLimits.longestLimit(run.spec().timeout()),
              run.spec().limits().progress(),
              run.nominal()));
    }
    List<Cancel> cancel = new ArrayList<>();
    for (LiveAttempt.Snapshot attempt : diff.stop()) {
      LiveAttempt.Stop stop = attempt.stop();
      String reason = stop == null ? "" : stop.reason();
      cancel.add(
          new Cancel(
              new RunId(attempt.run().id()),
              attempt.run().attempt(),
              reason,
              stop != null && stop.kill()));
    }
    for (Held held : diff.unknown()) {
      cancel.add(new Cancel(held.run(), held.attempt(), "this attempt has been replaced", true));
    }
    return new Orders(report.session(), start, cancel, beat);
  }

  @Override
  public long appendLog(RunId run, int attempt, long offset, byte[] bytes, int crc32c) {
    if (bytes.length == 0 || bytes.length > JobLimits.LOG_CHUNK || offset < 0) {
      throw Problem.invalid(
          "invalid_log", "A piece of log has 1 to " + JobLimits.LOG_CHUNK + " bytes.");
    }
    LiveAttempt.Snapshot current = current(run, attempt);
    return logs.append(run, attempt, current.run().project(), offset, bytes, crc32c);
  }

  @Override
  public void finish(RunId run, int attempt, Outcome outcome, LogEnd log) {
    try {
      endings.finish(run, attempt, outcome, log);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Problem.of(
          Problem.Kind.UNAVAILABLE, "stopping", "This node is stopping; send the outcome again.");
    }
  }

  @Override
  public void checkpoint(RunId run, int attempt, String content) {
    current(run, attempt);
    checkpoints.save(run, attempt, content);
  }

  @Override
  public Optional<String> checkpoint(RunId run, int attempt) {
    current(run, attempt);
    return checkpoints.read(run);
  }

  @Override
  public Contents.Content payload(RunId run, int attempt) {
    return texts.content(current(run, attempt).run().spec().payload());
  }

  @Override
  public void result(RunId run, int attempt, InputStream content, long bytes) {
    current(run, attempt);
    texts.early(run, attempt, content, bytes);
  }

  @Override
  public void requireCurrent(RunId run, int attempt) {
    current(run, attempt);
  }

  private LiveAttempt.Snapshot current(RunId run, int attempt) {
    return dispatch
        .attempt(run.value())
        .filter(current -> current.run().attempt() == attempt)
        .orElseThrow(() -> Endings.replaced(run, attempt));
  }

  @Override
  public Worker drain(String project, WorkerId worker, boolean draining) {
    int number = catalog.project(project);
    roster.drain(number, worker, draining);
    return roster.list(number, time.now(), time.nanos()).stream()
        .filter(known -> known.id().equals(worker))
        .findFirst()
        .orElseThrow(
            () -> Problem.notFound("unknown_worker", "There is no worker " + worker + " here."));
  }

  @Override
  public List<Worker> list(String project) {
    return roster.list(catalog.project(project), time.now(), time.nanos());
  }
}
