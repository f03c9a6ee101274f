package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Shards;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.ManyRuns;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.jobs.UniqueKey;
import io.devq.jobs.store.BulkWish;
import io.devq.jobs.store.HistoryStore.FinalRun;
import io.devq.jobs.store.SignalStore.Kind;
import io.devq.jobs.store.SignalStore.Signal;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/// Asks all owners for changes of many runs, and submits many runs again.
final class BulkCommands implements ManyRuns {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final int PART = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final Stores stores;
  private final Commands commands;
  private final SignalDesk signals;
  private final IdSource ids;
  private final DatabaseTime time;

  BulkCommands(
      Stores stores, Commands commands, SignalDesk signals, IdSource ids, DatabaseTime time) {
    this.stores = stores;
    this.commands = commands;
    this.signals = signals;
    this.ids = ids;
    this.time = time;
  }

  @Override
  public Tally cancel(String project, RunFilter filter, String by, boolean dryRun) {
    requireState(filter, false);
    return ask(project, new BulkWish(BulkWish.What.CANCEL, upToNow(filter), by, 0, dryRun));
  }

  @Override
  public Tally reprioritise(String project, RunFilter filter, int priority, boolean dryRun) {
    requireState(filter, false);
    if (priority < 0 || priority > 9) {
      throw Problem.invalid("invalid_priority", "The priority is 0 to 9, 9 first.", "/priority");
    }
    return ask(
        project, new BulkWish(BulkWish.What.PRIORITISE, upToNow(filter), "", priority, dryRun));
  }

  private static void requireState(RunFilter filter, boolean over) {
    RunState state = filter.state();
    if (state != null && state.isFinal() != over) {
      throw Problem.invalid(
          "invalid_state",
          over
              ? "Only runs that are over can be repeated; " + state + " is not a final state."
              : "Only runs that live can be changed; those that are " + state + " are over.",
          "/state");
    }
  }

  private RunFilter upToNow(RunFilter filter) {
    Instant now = time.now();
    RunFilter.Search search = filter.search();
    Instant until = search.until();
    return filter.with(
        new RunFilter.Search(
            search.tag(),
            search.text(),
            search.since(),
            until == null || until.isAfter(now) ? now : until));
  }

  private static IntStream shards(RunFilter filter) {
    return filter.job() == null
        ? IntStream.range(0, Shards.COUNT)
        : IntStream.of(filter.job().shard());
  }

  private Tally ask(String project, BulkWish wish) {
    int number = stores.catalog().project(project);
    String argument = wish.text();
    List<Signal> asked =
        shards(wish.filter())
            .mapToObj(shard -> {
              UUID id = ids.next(shard);
              return new Signal(id, number, Kind.BULK, id, argument);
            })
            .toList();
    signals.tell(asked);
    long until = time.nanos() + ANSWERS_WITHIN.toNanos();
    long matched = 0;
    long done = 0;
    int pending = 0;
    for (Signal signal : asked) {
      Duration left = Duration.ofNanos(Math.max(0, until - time.nanos()));
      Optional<String> answer =
          signals.awaitWithin(signal, left).filter(text -> text.matches("\\d+ \\d+"));
      if (answer.isPresent()) {
        String[] counts = answer.get().split(" ");
        matched += Long.parseLong(counts[0]);
        done += Long.parseLong(counts[1]);
      } else {
        pending++;
      }
    }
    return new Tally(matched, done, pending);
  }

  @Override
  public Tally rerun(String project, RunFilter filter, boolean dryRun) {
    RunFilter over = upToNow(filter.state() == null ? filter.withState(RunState.FAILED) : filter);
    requireState(over, true);
    int number = stores.catalog().project(project);
    long matched = 0;
    long done = 0;
    for (int shard : shards(over).toArray()) {
      UUID after = FIRST;
      List<FinalRun> part;
      do {
        part = stores.history().matchingEnded(number, shard, over, after, PART);
        matched += part.size();
        if (!dryRun && !part.isEmpty() && matched <= JobLimits.RERUNS) {
          done += commands.resubmit(project, part.stream().map(BulkCommands::again).toList());
        }
        after = part.isEmpty() ? after : part.getLast().id();
      } while (part.size() == PART);
    }
    return new Tally(matched, done, 0);
  }

  /// Under a key that its history holds, so that it is repeated once.
  private static JobSpec again(FinalRun run) {
    RunId id = new RunId(run.id());
    UniqueKey once =
        new UniqueKey(
            "rerun of " + id, UniqueKey.Scope.FOREVER, null, UniqueKey.OnConflict.EXISTING);
    return Commands.again(run.spec(), id).withUniqueKey(once);
  }
}
