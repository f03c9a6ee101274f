package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.IdSource;
import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.base.Shards;
import io.devq.jobs.Overlap;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.schedule.Fates;
import io.devq.jobs.schedule.Timetable;
import io.devq.jobs.service.Agenda.Entry;
import io.devq.jobs.store.FiringStore;
import io.devq.jobs.store.FiringStore.Fire;
import io.devq.jobs.store.FiringStore.Move;
import io.devq.jobs.store.FiringStore.NewRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Fires recurring jobs: keeps the next time of each job of the node's shards in memory, and at
/// that time moves the schedule on by compare-and-set in the statement that inserts the run, so
/// that each nominal time has exactly one fate.
///
/// What is due and just runs is one statement for each shard. What also has times that pass is
/// another one, for all such jobs of the shard together.
final class Firing implements Service {

  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
  private static final Duration CALENDARS = Duration.ofSeconds(1);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /// How late a firing may be without being a missed one.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// Firings of one pass, and rows of one statement that has times that pass.
  private static final int MOST = 50_000;

  private final Dispatch dispatch;
  private final FiringStore firings;
  private final IdSource ids;
  private final DatabaseTime time;
  private final Consumer<List<RunStore.Hint>> hints;
  private final Replacing replacing;
  private final KnownCalendars calendars;
  private final LiveRuns live;
  private final Agenda agenda = new Agenda();
  private final RandomGenerator random = RandomGenerator.getDefault();

  private final Nudges nudges;
  private final Loop loop = new Loop("devq-firing", this::runOnce);
  private long calendarsReadAt;
  private long lookedAt;

  Firing(
      Dispatch dispatch,
      Stores stores,
      IdSource ids,
      DatabaseTime time,
      Consumer<List<RunStore.Hint>> hints,
      Replacing replacing) {
    this.dispatch = dispatch;
    this.firings = stores.firings();
    this.ids = ids;
    this.time = time;
    this.hints = hints;
    this.replacing = replacing;
    this.calendars = new KnownCalendars(stores.calendars());
    this.live = new LiveRuns(firings);
    this.nudges = new Nudges(stores, agenda, live);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
  }

  /// A shard has become ours: reads its schedules and what runs of them.
  void load(int shard) {
    List<FiringStore.Firing> ofShard = firings.firings(shard);
    live.load(shard);
    agenda.forget(shard);
    ofShard.forEach(this::enter);
    loop.wake();
  }

  /// A schedule has changed, or somebody else has begun a run of it: reads it anew.
  void reload(UUID job) {
    int shard = Shards.of(job);
    live.load(shard, List.of(job));
    FiringStore.Firing firing = firings.firing(shard, job).orElse(null);
    if (firing == null) {
      agenda.drop(job);
    } else {
      enter(firing);
    }
    loop.wake();
  }

  private void enter(FiringStore.Firing firing) {
    Timetable timetable =
        new Timetable(
            firing.schedule(),
            firing.seed(),
            calendars.open(firing.project(), firing.schedule().recurrence().days()));
    agenda.put(new Entry(firing, timetable, null));
    nudges.entered(firing.id(), timetable);
  }

  /// Runs have ended.
  void ended(List<RunStore.Ending> endings) {
    boolean something = false;
    for (RunStore.Ending ending : endings) {
      UUID job = ending.run().job();
      if (job != null) {
        live.remove(job, ending.run().id());
        something |= nudges.ended(job, ending);
      }
    }
    if (something) {
      loop.wake();
    }
  }

  /// Fires what is due.
  Duration runOnce() throws InterruptedException {
    readCalendars();
    lookAgain();
    nudges.pauseFailed();
    Instant now = time.now();
    nudges.moves(now).forEach(this::moveApart);
    Map<Integer, List<Entry>> due = agenda.take(now, MOST);
    for (Map.Entry<Integer, List<Entry>> ofShard : due.entrySet()) {
      fire(ofShard.getKey(), ofShard.getValue(), now);
    }
    return wait(due.isEmpty());
  }

  private Duration wait(boolean idle) {
    Instant first = agenda.first();
    if (first == null) {
      return LONGEST_WAIT;
    }
    Duration until = Duration.between(time.now(), first);
    if (until.isNegative()) {
      return idle ? Duration.ofMillis(1) : Duration.ZERO;
    }
    return until.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : until.plusNanos(500_000);
  }

  /// A job that waits for the end of a run that nobody told of would wait for ever.
  private void lookAgain() {
    long now = time.nanos();
    if (now - lookedAt < LOOK_AGAIN.toNanos()) {
      return;
    }
    lookedAt = now;
    Map<Integer, List<UUID>> waiting = new HashMap<>();
    agenda
        .all(entry -> entry.timetable().waitsForEnd() && !entry.fires())
        .forEach(entry ->
            waiting
                .computeIfAbsent(entry.firing().shard(), _ -> new ArrayList<>())
                .add(entry.id()));
    waiting.forEach((shard, jobs) -> {
      live.load(shard, jobs);
      nudges.ended(jobs);
    });
  }

  private void readCalendars() {
    long now = time.nanos();
    if (now - calendarsReadAt >= CALENDARS.toNanos()) {
      calendarsReadAt = now;
      if (calendars.changed()) {
        agenda
            .all(entry -> !entry.firing().schedule().recurrence().days().none())
            .forEach(entry -> enter(entry.firing()));
      }
    }
  }

  private void moveApart(int shard, List<Move> moves) {
    UUID token = dispatch.token(shard);
    if (token != null) {
      firings.move(shard, token, moves);
      moves.forEach(move -> reload(move.firing().id()));
    }
  }

  private void fire(int shard, List<Entry> due, Instant now) throws InterruptedException {
    UUID token = dispatch.token(shard);
    if (token == null) {
      due.forEach(entry -> agenda.drop(entry.id()));
      return;
    }
    try {
      verify(shard, due);
      List<Fire> plain = new ArrayList<>();
      Map<Entry, Fates.Plan> special = new HashMap<>();
      for (Entry entry : due) {
        Fates.Plan plan = plan(entry, now);
        if (plan.plain() && !replaces(entry)) {
          plain.add(
              new Fire(
                  entry.firing(), plan.next(), ids.next(shard), due(entry, entry.firing().next())));
        } else {
          special.put(entry, plan);
        }
      }
      firePlain(shard, token, plain);
      fireSpecial(shard, token, special);
    } finally {
      due.stream().filter(agenda::isOut).forEach(entry -> reload(entry.id()));
    }
  }

  /// Before a firing gives way to a run that is not over, that run is looked up once more.
  private void verify(int shard, List<Entry> due) {
    List<UUID> contested =
        due.stream()
            .filter(entry ->
                entry.firing().schedule().recurrence().overlap() != Overlap.ALLOW
                    && live.count(entry.id()) > 0)
            .map(Entry::id)
            .toList();
    if (!contested.isEmpty()) {
      live.load(shard, contested);
    }
  }

  private Fates.Plan plan(Entry entry, Instant now) {
    FiringStore.Firing firing = entry.firing();
    return Fates.of(
        entry.timetable(),
        new Fates.Standing(firing.next(), now, GRACE, live.count(firing.id()), firing.fired()));
  }

  private boolean replaces(Entry entry) {
    return entry.firing().schedule().recurrence().overlap().replaces()
        && live.count(entry.id()) > 0;
  }

  private @Nullable Instant due(Entry entry, Instant nominal) {
    return entry.timetable().spreads() ? entry.timetable().due(nominal, random) : null;
  }

  private void firePlain(int shard, UUID token, List<Fire> fires) {
    if (fires.isEmpty()) {
      return;
    }
    fires.forEach(fire -> live.add(fire.firing().id(), fire.run()));
    Failpoint.pass("fire.before");
    int inserted = firings.fire(shard, token, fires);
    Failpoint.pass("fire.after");
    fires.forEach(fire -> dispatch.jobFired(fire.firing().id()));
    if (inserted == fires.size()) {
      for (Fire fire : fires) {
        moved(fire.firing(), fire.firing().moved(fire.next(), 1), null);
      }
    }
    hints.accept(fires.stream().map(fire -> hint(fire.firing(), fire.due())).toList());
  }

  private void moved(
      FiringStore.Firing before, FiringStore.Firing after, Fates.@Nullable Passed open) {
    Entry known = agenda.of(before.id());
    if (known != null && known.firing().equals(before)) {
      agenda.put(new Entry(after, known.timetable(), open));
    }
  }

  /// Firings with times that pass, with several runs to catch up, that end their schedule, or that
  /// replace a run.
  private void fireSpecial(int shard, UUID token, Map<Entry, Fates.Plan> plans)
      throws InterruptedException {
    List<Move> moves = new ArrayList<>();
    int rows = 0;
    for (Map.Entry<Entry, Fates.Plan> plan : plans.entrySet()) {
      moves.add(move(plan.getKey(), plan.getValue()));
      rows += 1 + plan.getValue().runs().size() + plan.getValue().passed().size();
      if (rows > MOST) {
        write(shard, token, moves);
        moves.clear();
        rows = 0;
      }
    }
    if (!moves.isEmpty()) {
      write(shard, token, moves);
    }
  }

  private Move move(Entry entry, Fates.Plan plan) {
    List<NewRun> runs =
        plan.runs().stream()
            .map(nominal ->
                new NewRun(ids.next(entry.firing().shard()), nominal, due(entry, nominal)))
            .toList();
    return new Move(
        entry.firing(), plan.next(), joined(entry.open(), plan.passed()), runs, plan.ended());
  }

  /// Makes the first range go on from the one before when it tells the same.
  private static List<Fates.Passed> joined(Fates.@Nullable Passed open, List<Fates.Passed> passed) {
    if (open == null || passed.isEmpty() || !passed.getFirst().tellsTheSameAs(open)) {
      return passed;
    }
    Fates.Passed first = passed.getFirst();
    List<Fates.Passed> joined = new ArrayList<>(passed);
    joined.set(
        0, new Fates.Passed(open.from(), first.to(), first.count(), first.reason(), first.note()));
    return joined;
  }

  private void write(int shard, UUID token, List<Move> moves) throws InterruptedException {
    moves.forEach(move -> move.runs().forEach(run -> live.add(move.firing().id(), run.id())));
    Failpoint.pass("fire.before");
    int moved = firings.move(shard, token, moves);
    Failpoint.pass("fire.after");
    List<RunStore.Hint> read = new ArrayList<>();
    for (Move move : moves) {
      move.runs()
          .forEach(run -> {
            dispatch.jobFired(move.firing().id());
            read.add(hint(move.firing(), run.due()));
          });
      if (moved == moves.size() && !move.ends()) {
        moved(move.firing(), move.firing().moved(move.next(), move.runs().size()), open(move));
      }
    }
    hints.accept(read);
    for (Move move : moves) {
      if (!move.runs().isEmpty() && move.firing().schedule().recurrence().overlap().replaces()) {
        replacing.replace(move.firing(), move.runs().getLast().id());
      }
    }
  }

  /// The range that the next nominal time may make longer: the last one, unless a run came after.
  private static Fates.@Nullable Passed open(Move move) {
    if (move.passed().isEmpty()) {
      return null;
    }
    Fates.Passed last = move.passed().getLast();
    boolean closed = !move.runs().isEmpty() && move.runs().getLast().nominal().isAfter(last.from());
    return closed ? null : last;
  }

  /// A run of a job is about to begin beside its schedule.
  ///
  /// @return false when another node fires the job and has to be told
  boolean begins(UUID job, UUID run) {
    if (dispatch.token(Shards.of(job)) == null) {
      return false;
    }
    live.add(job, run);
    dispatch.jobFired(job);
    return true;
  }

  private RunStore.Hint hint(FiringStore.Firing firing, @Nullable Instant due) {
    Instant soon = time.now().minusMillis(50);
    return new RunStore.Hint(
        firing.shard(), firing.lane(), due == null || due.isBefore(soon) ? soon : due);
  }
}
