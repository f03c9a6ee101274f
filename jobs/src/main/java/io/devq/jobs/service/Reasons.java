package io.devq.jobs.service;

import io.devq.base.RunId;
import io.devq.jobs.Dependency;
import io.devq.jobs.Run;
import io.devq.jobs.Why;
import io.devq.jobs.dispatch.Closure;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.Precedence;
import io.devq.jobs.dispatch.Requirement;
import io.devq.jobs.dispatch.Roster;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.OwnershipStore;
import io.devq.jobs.store.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Explains why a run is where it is, and what would move it on.
final class Reasons {

  /// How many of the jobs that one waits for are named.
  private static final int NAMED = 3;

  private final Dispatch dispatch;
  private final Stores stores;
  private final DatabaseTime time;

  Reasons(Dispatch dispatch, Stores stores, DatabaseTime time) {
    this.dispatch = dispatch;
    this.stores = stores;
    this.time = time;
  }

  Why of(Run run) {
    Run.Times times = run.times();
    return switch (run.state()) {
      case SCHEDULED -> why("not_due", "It is due later.", times.dueAt());
      case RETRYING ->
          why(
              "backing_off",
              "Attempt " + run.attempt() + " is over; the next one comes later.",
              times.dueAt());
      case BLOCKED -> blocked(run);
      case CLAIMED ->
          why(
              "claimed",
              "It was given to the worker " + run.work().worker() + ", which has not begun yet.",
              null);
      case RUNNING ->
          why("running", "It is running on the worker " + run.work().worker() + ".", null);
      case SUCCEEDED, FAILED, KILLED, CANCELLED, EXPIRED ->
          why("over", "It is over: " + run.state() + ".", null);
      case QUEUED -> queued(run);
    };
  }

  private static Why why(String code, String message, @Nullable Instant until) {
    return new Why(code, message, null, until, null);
  }

  private Why blocked(Run run) {
    List<Dependency> some = stores.dependencies().prerequisites(run.id().value(), NAMED + 1);
    int all =
        stores
            .history()
            .live(stores.catalog().project(run.project()), run.id().shard(), run.id().value())
            .map(stores.runs()::waits)
            .orElse(some.size());
    String named =
        some.stream()
            .limit(NAMED)
            .map(one -> one.job() + " (" + one.when().name().toLowerCase(Locale.ROOT) + ")")
            .collect(Collectors.joining(", "));
    String count = all == 1 ? "one job" : all + " jobs";
    return new Why(
        "blocked",
        "It waits for "
            + count
            + " to end"
            + (named.isEmpty() ? "." : ": " + named + (all > NAMED ? ", …." : ".")),
        some.isEmpty() ? null : "Look what that one waits for: devq why " + some.getFirst().job(),
        null,
        null);
  }

  private Why queued(Run run) {
    int project = stores.catalog().project(run.project());
    Catalog.Queue queue = stores.catalog().queue(project, run.queue());
    if (queue.paused()) {
      return paused(queue);
    }
    if (dispatch.token(run.id().shard()) == null) {
      return elsewhere(run.id().shard());
    }
    return stores
        .history()
        .live(project, run.id().shard(), run.id().value())
        .map(this::inLine)
        .orElseGet(() -> why("over", "It has just ended.", null));
  }

  private static Why paused(Catalog.Queue queue) {
    String by = queue.changedBy() == null ? "" : " by " + queue.changedBy();
    String since = queue.changedAt() == null ? "" : ", since " + queue.changedAt();
    String note = queue.note() == null ? "" : " Note: " + queue.note();
    return new Why(
        "queue_paused",
        "The queue \"" + queue.name() + "\" is paused" + by + since + "." + note,
        "Let it go on: devq queues resume " + queue.name() + ".",
        null,
        null);
  }

  /// This node does not decide about the run.
  private Why elsewhere(int shard) {
    Optional<UUID> owner =
        stores.ownership().leases().stream()
            .filter(lease -> lease.shard() == shard)
            .findFirst()
            .map(OwnershipStore.Lease::node);
    return owner.isEmpty()
        ? why("no_owner", "No node owns its shard; one takes it over within seconds.", null)
        : new Why(
            "other_node",
            "Another node decides about it and knows the workers that could take it.",
            "Ask that node; \"devq nodes\" lists them.",
            null,
            null);
  }

  private Why inLine(LiveRun run) {
    Requirement wanted = Requirement.of(run);
    Roster.Serving serving = dispatch.roster().serving(wanted);
    long position =
        1 + stores.history().ahead(run, Precedence.ahead(run, time.now()), Why.LAST_COUNTED);
    Why.Line line = new Why.Line(position, serving.workers(), serving.slots(), serving.freeSlots());
    if (serving.workers() == 0) {
      return noWorker(wanted, serving, line);
    }
    Optional<Dispatch.Obstacle> obstacle = dispatch.obstacle(run, time.now());
    if (obstacle.isPresent()) {
      return heldBack(run, obstacle.get(), line);
    }
    String place =
        "It is the " + ordinal(position) + " in line in the queue \"" + run.spec().queue();
    return serving.freeSlots() > 0
        ? new Why("next", place + "\" and about to be given to a worker.", null, null, line)
        : new Why(
            "workers_busy",
            place + "\". " + busy(serving, wanted),
            "Wait, or add a worker: " + start(wanted),
            slotBy(position, serving),
            line);
  }

  /// A limit or an order holds it back, whatever workers there are.
  private static Why heldBack(LiveRun run, Dispatch.Obstacle obstacle, Why.Line line) {
    Closure closure = obstacle.closure();
    if (closure == null) {
      return new Why(
          "queue_full",
          "As many runs of the queue \""
              + run.spec().queue()
              + "\" are under way as may be: "
              + obstacle.queueLimit()
              + ".",
          "Wait, or raise its limit: devq queues set " + run.spec().queue() + " --max-running N.",
          null,
          line);
    }
    String holders =
        obstacle.holders().isEmpty()
            ? ""
            : " Held by "
                + obstacle.holders().stream()
                    .map(id -> new RunId(id).text())
                    .collect(Collectors.joining(", "))
                + ".";
    return switch (closure.kind()) {
      case CONCURRENCY ->
          new Why(
              "concurrency_limit",
              closure.underWay()
                  + " of "
                  + closure.limit()
                  + " runs with the concurrency key \""
                  + closure.key()
                  + "\" are under way."
                  + holders,
              "Wait for one of them to end, or submit with a higher limit.",
              null,
              line);
      case RATE ->
          new Why(
              "rate_limit",
              closure.limit()
                  + " runs with the rate key \""
                  + closure.key()
                  + "\" have started in the time its rate is over.",
              null,
              closure.until(),
              line);
      case ORDER ->
          new Why(
              "in_order",
              "It starts when the run before it with the order key \""
                  + closure.key()
                  + "\" is over."
                  + holders,
              null,
              null,
              line);
      case JOB ->
          new Why(
              "run_before",
              "It starts when the run of its job before it is over." + holders,
              null,
              null,
              line);
      case HOLD ->
          new Why(
              "backing_off",
              "An attempt ended badly; the next one comes later.",
              null,
              closure.until(),
              line);
    };
  }

  private static String busy(Roster.Serving serving, Requirement wanted) {
    return (serving.slots() == 1 ? "The one slot" : "All " + serving.slots() + " slots")
        + " of "
        + (serving.workers() == 1 ? "the one worker" : "the " + serving.workers() + " workers")
        + " for "
        + what(wanted)
        + (serving.slots() == 1 ? " is taken." : " are taken.");
  }

  private static Why noWorker(Requirement wanted, Roster.Serving serving, Why.Line line) {
    String others =
        switch (serving.ofType()) {
          case 0 -> "";
          case 1 ->
              " The one worker for " + wanted.type() + " lacks a label or slots, or is draining.";
          default ->
              " The "
                  + serving.ofType()
                  + " workers for "
                  + wanted.type()
                  + " lack a label or slots, or are draining.";
        };
    return new Why(
        "no_worker",
        "No worker for " + what(wanted) + " is connected." + others,
        "Start one: " + start(wanted),
        null,
        line);
  }

  private static String what(Requirement wanted) {
    List<String> labels = wanted.labels().stream().sorted().toList();
    String slots = wanted.weight() == 1 ? "" : wanted.weight() + " slots for ";
    return slots
        + "type "
        + wanted.type()
        + (labels.isEmpty()
            ? ""
            : (labels.size() == 1 ? " and label " : " and labels ") + String.join(", ", labels));
  }

  private static String start(Requirement wanted) {
    if (!wanted.type().equals("shell") && !wanted.type().equals("step")) {
      return "a program that registers as a worker for " + wanted.type();
    }
    StringBuilder command = new StringBuilder("devq agent");
    wanted.labels().stream().sorted().forEach(label -> command.append(" --label ").append(label));
    return command.toString();
  }

  /// By when its turn has come at the latest: when so many attempts have met their time limits.
  private static @Nullable Instant slotBy(long position, Roster.Serving serving) {
    List<Instant> limits = serving.limits();
    return position <= limits.size() ? limits.get((int) position - 1) : null;
  }

  static String ordinal(long position) {
    if (position > Why.LAST_COUNTED) {
      return "more than " + ordinal(Why.LAST_COUNTED);
    }
    long tens = position % 100;
    String ending =
        tens >= 11 && tens <= 13
            ? "th"
            : switch ((int) (position % 10)) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return String.format(Locale.ROOT, "%,d", position) + ending;
  }
}
