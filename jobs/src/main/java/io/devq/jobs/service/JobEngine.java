package io.devq.jobs.service;

import io.devq.base.IdSource;
import io.devq.base.JobId;
import io.devq.base.NodeId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.base.Transaction;
import io.devq.jobs.ContentVault;
import io.devq.jobs.Contents;
import io.devq.jobs.Demand;
import io.devq.jobs.Dependency;
import io.devq.jobs.FollowUps;
import io.devq.jobs.Handler;
import io.devq.jobs.Job;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Jobs;
import io.devq.jobs.LogVault;
import io.devq.jobs.ManyRuns;
import io.devq.jobs.Node;
import io.devq.jobs.Notices;
import io.devq.jobs.Occurrence;
import io.devq.jobs.Once;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.Queue;
import io.devq.jobs.QueueChange;
import io.devq.jobs.Queues;
import io.devq.jobs.Run;
import io.devq.jobs.RunEvents;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunLogs;
import io.devq.jobs.RunState;
import io.devq.jobs.Schedules;
import io.devq.jobs.Why;
import io.devq.jobs.Workers;
import io.devq.jobs.dispatch.AttemptLimits;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.dispatch.QueueRules;
import io.devq.jobs.store.Catalog;
import io.devq.jobs.store.LiveRun;
import io.devq.jobs.store.RunStore;
import io.devq.jobs.store.SignalStore;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One node of the engine on one database: put together here, read as a list of nouns.
///
///     JobEngine engine = new JobEngine(Stores.of(database), EngineSettings.DEFAULT, TimeSource.system(), null);
///     engine.handle("greet", attempt -> "\"hello\"");
///     engine.start();
///     engine.submit("default", JobSpec.of("greet", "{}"));
public final class JobEngine implements Jobs, Queues, Service {

  private static final int FINISHERS = 2;

  private final Map<String, Handler> handlers = new HashMap<>();
  private final Dispatch dispatch;
  private final Stores stores;
  private final IdSource ids;
  private final List<Service> services = new ArrayList<>();
  private final Reader reader;
  private final Claimer claimer;
  private final WorkerDesk workers;
  private final LogBook logs;
  private final Checkpoints checkpoints;
  private final LargeTexts texts;
  private final Queries queries;
  private final Commands commands;
  private final ManyRuns many;
  private final ScheduleDesk schedules;
  private final Firing firing;
  private final Dependents dependents;
  private final Deadlines deadlines;
  private final EventRing events;
  private final DemandGauge demand;
  private final Sequel sequel;
  private final Signboard over = new Signboard();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong poisoned = new AtomicLong();
  private boolean started;

  /// A node that is not running yet.
  ///
  /// @param vault where logs are sealed, or null to keep them as rows
  public JobEngine(
      Stores stores, EngineSettings settings, TimeSource clock, @Nullable LogVault vault) {
    this(stores, settings, clock, vault, null);
  }

  /// A node that is not running yet.
  ///
  /// @param vault where logs are sealed, or null to keep them as rows
  /// @param contents where payloads and results too large for a row are kept, or null to refuse
  ///   them
  public JobEngine(
      Stores stores,
      EngineSettings settings,
      TimeSource clock,
      @Nullable LogVault vault,
      @Nullable ContentVault contents) {
    this.stores = stores;
    this.ids = new IdSource(clock);
    NodeId node = new NodeId(ids.next());
    DatabaseTime time = new DatabaseTime(clock);
    this.dispatch = new Dispatch(ids);
    this.logs = new LogBook(stores, vault, new Signboard(), time);
    this.demand = new DemandGauge(dispatch, stores, time);
    Ownership ownership = new Ownership(node, settings, dispatch, stores, time);
    this.events = new EventRing(node, stores.catalog(), time);
    Claimer.Events stages = new Claimer.Events(this::readOn, this::claimed, ownership::lost);
    this.claimer = new Claimer(dispatch, stores, time, node, settings.pace(), stages);
    this.reader =
        new Reader(dispatch, stores.runs(), stores.catalog(), time, settings.poll(), claimer::wake);
    this.sequel = new Sequel(stores.catalog(), ids, time);
    Finisher[] finishers = new Finisher[FINISHERS];
    Finisher.Told told = new Finisher.Told(this::ended, this::hint);
    for (int i = 0; i < FINISHERS; i++) {
      Pace pace = new Pace(time, settings.pace(), Finisher.A_FULL_BATCH);
      finishers[i] =
          new Finisher("devq-finisher-" + i, dispatch, stores.runs(), sequel, pace, told);
    }
    this.queries = new Queries(dispatch, stores, over, time);
    this.texts = new LargeTexts(stores, queries, contents);
    Endings endings =
        new Endings(
            dispatch, stores, new Endings.Keeping(logs, texts), finishers, this::hint, events);
    this.checkpoints = new Checkpoints(stores.attempts());
    AttemptLimits limits = new AttemptLimits(dispatch);
    LocalCrew.Tools tools =
        new LocalCrew.Tools(
            endings, new LocalCrew.Shelves(logs, checkpoints, texts), limits, stores, time);
    LocalCrew local =
        new LocalCrew(node, dispatch.roster(), handlers, tools, settings.localSlots());
    this.workers = new WorkerDesk(dispatch, tools, settings.silence(), claimer::wake);
    this.firing =
        new Firing(
            dispatch, stores, ids, time, this::hint, new Replacing(dispatch, stores, endings));
    SignalDesk signals =
        new SignalDesk(
            dispatch,
            stores.signals(),
            appliers(endings, time),
            new Releases(stores, endings, this::hint),
            time);
    this.dependents = new Dependents(dispatch, stores.dependencies(), ids, time, signals::wake);
    Wishes wishes = new Wishes(signals, dispatch, firing, dependents, ids);
    Backfills backfills = new Backfills(stores, ids, time, this::hint);
    this.schedules = new ScheduleDesk(stores, queries, wishes, firing, backfills, time);
    this.commands = new Commands(stores, queries, wishes, ids, schedules, this::hint);
    this.deadlines = new Deadlines(dispatch, stores, time, events);
    this.many = new BulkCommands(stores, commands, signals, ids, time);
    ownership.whenTaken(firing::load);
    dispatch.rules(number -> rules(stores.catalog().queue(number)));
    services.addAll(
        List.of(new Housekeeping(dispatch, stores), finishers[0], finishers[1], ownership, firing));
    services.addAll(
        List.of(
            demand,
            signals,
            dependents,
            deadlines,
            new Rescue(dispatch, limits, stores, endings, time, settings.silence()),
            reader,
            local, // stops after the claimer, which gives it nothing more then
            claimer));
  }

  private Map<SignalStore.Kind, SignalDesk.Applier> appliers(Endings endings, DatabaseTime time) {
    RunViews views = new RunViews(dispatch, stores, time);
    BulkDesk bulk = new BulkDesk(dispatch, stores, views, endings, this::hint);
    Edits edits = new Edits(dispatch, stores, endings, this::hint);
    Cancels cancels = new Cancels(dispatch, stores.history(), endings);
    return Map.of(
        SignalStore.Kind.CANCEL, cancels::apply,
        SignalStore.Kind.CHANGE, edits::apply,
        SignalStore.Kind.BULK, bulk::apply,
        SignalStore.Kind.SCHEDULE,
            signal -> {
              firing.reload(signal.target());
              return "reloaded";
            });
  }

  /// An engine in a Java program of its user, on its database: the tables are made or brought up to
  /// date, in a schema of their own.
  ///
  /// @param source gives connections whose search path begins with the schema `devq`, such as
  ///   `jdbc:postgresql://db/shop?currentSchema=devq,public`; a pool of at least ten
  /// @param name of this instance, for people
  public static JobEngine on(DataSource source, String name) {
    return new JobEngine(
        Stores.on(source), EngineSettings.DEFAULT.withNode(name, false), TimeSource.system(), null);
  }

  /// Registers the handler of a job type; before [#start].
  public void handle(String type, Handler handler) {
    if (started) {
      throw new IllegalStateException("handlers are registered before the engine starts");
    }
    handlers.put(type, handler);
  }

  /// Says what follows when runs end; before [#start].
  public void followUp(FollowUps followUps) {
    if (started) {
      throw new IllegalStateException("what follows is said before the engine starts");
    }
    sequel.ask(followUps);
  }

  /// Says who is told of runs that are late and jobs that were missed, beside the events; before
  /// [#start].
  public void tell(Notices notices) {
    deadlines.tell(notices);
  }

  @Override
  public synchronized void start() {
    if (!started) {
      started = true;
      services.forEach(Service::start);
    }
  }

  @Override
  public synchronized void stop() {
    if (started) {
      started = false;
      services.reversed().forEach(Service::stop);
    }
  }

  private void hint(List<RunStore.Hint> hints) {
    dispatch.hint(hints);
    reader.wake();
  }

  private void readOn() {
    reader.wake();
  }

  private void claimed(List<LiveRun> runs) {
    demand.claimed(runs);
    events.add(
        runs.stream()
            .map(run -> new EventRing.Change(run, RunState.CLAIMED, run.attempt()))
            .toList());
  }

  private void ended(List<RunStore.Ending> endings) {
    finished.addAndGet(endings.size());
    demand.ended(endings);
    poisoned.addAndGet(
        endings.stream()
            .filter(end -> end.last().outcomeClass().equals(OutcomeClass.LOST.name()))
            .count());
    events.add(
        endings.stream()
            .map(end ->
                new EventRing.Change(end.run(), RunState.valueOf(end.state()), end.attempts()))
            .toList());
    firing.ended(endings);
    deadlines.ended(endings);
    for (RunStore.Ending ending : endings) {
      over.notify(ending.run().id());
    }
    dependents.ended(endings.stream().map(ending -> ending.run().id()).toList());
    checkpoints.over(endings);
    claimer.wake();
  }

  /// How many runs have ended since this engine was made.
  public long finished() {
    return finished.get();
  }

  /// How many of those ended because their workers were lost.
  public long poisoned() {
    return poisoned.get();
  }

  /// What a queue needs, for metrics.
  ///
  /// @param wantedSlots how many slots its work should have, to work the backlog off in a minute
  public record QueueNeed(String project, String queue, long waiting, long wantedSlots) {}

  /// What each queue in which work has been seen needs, for metrics.
  public List<QueueNeed> needs() {
    return demand.queues().stream().sorted().map(this::need).toList();
  }

  private QueueNeed need(int number) {
    Catalog.Queue queue = stores.catalog().queue(number);
    List<Demand> work = demand.of(number, Duration.ofMinutes(1));
    return new QueueNeed(
        stores.catalog().projectName(queue.project()),
        queue.name(),
        work.stream().mapToLong(Demand::waiting).sum(),
        work.stream().mapToLong(Demand::wantedSlots).sum());
  }

  /// What there is, in numbers, for metrics.
  public Dispatch.Counts counts() {
    return dispatch.counts();
  }

  @Override
  public JobId submit(String project, JobSpec spec) {
    return commands.submit(project, List.of(texts.keep(spec)), null, null).getFirst();
  }

  @Override
  public List<JobId> submitAll(String project, List<JobSpec> specs) {
    return commands.submit(project, texts.keep(specs), null, null);
  }

  @Override
  public List<JobId> submitIn(Transaction transaction, String project, List<JobSpec> specs) {
    return commands.submitIn(transaction, project, texts.keep(specs));
  }

  @Override
  public void committed(List<JobId> jobs) {
    commands.committed(jobs);
  }

  @Override
  public List<JobId> submitGroup(
      String project,
      List<JobSpec> jobs,
      JobSpec completion,
      Dependency.When when,
      @Nullable Once once) {
    return commands.submit(project, texts.keep(concat(jobs, completion)), when, once);
  }

  private static List<JobSpec> concat(List<JobSpec> jobs, JobSpec completion) {
    List<JobSpec> all = new ArrayList<>(jobs);
    all.add(completion);
    return all;
  }

  @Override
  public List<JobId> submitOnce(String project, Once once, List<JobSpec> specs) {
    return commands.submit(project, texts.keep(specs), null, once);
  }

  @Override
  public Job update(String project, JobId job, JobSpec spec, @Nullable String ifVersion) {
    return commands.update(project, job, texts.keep(spec, project, job), ifVersion);
  }

  @Override
  public void pause(String project, JobId job, String by, @Nullable String note) {
    schedules.pause(project, job, by, note);
  }

  @Override
  public void resume(String project, JobId job) {
    schedules.resume(project, job);
  }

  @Override
  public RunId trigger(String project, JobId job) {
    RunId run = new RunId(ids.next(job.shard()));
    hint(List.of(schedules.trigger(project, job, run)));
    return run;
  }

  @Override
  public void delete(String project, JobId job) {
    commands.delete(project, job);
  }

  @Override
  public void cancel(String project, RunId run, String by) {
    commands.cancel(project, run, by);
  }

  @Override
  public RunId rerun(String project, RunId run, @Nullable String payload, @Nullable Once once) {
    String kept = payload == null ? null : texts.keepPayload(payload);
    return commands.rerun(project, run, kept, once);
  }

  @Override
  public Optional<Job> job(String project, JobId job) {
    return queries.job(project, job);
  }

  @Override
  public List<Job> jobs(String project, List<JobId> jobs) {
    return queries.jobs(project, jobs);
  }

  @Override
  public Optional<Job> jobNamed(String project, String name) {
    return queries.jobNamed(project, name);
  }

  @Override
  public List<Job> jobs(
      String project,
      RunFilter filter,
      Job.@Nullable State state,
      @Nullable JobId cursor,
      int limit) {
    return queries.jobs(project, filter, state, cursor, limit);
  }

  @Override
  public Optional<Run> run(String project, RunId run) {
    return queries.run(project, run);
  }

  @Override
  public List<Run> runs(String project, RunFilter filter, @Nullable RunId cursor, int limit) {
    return queries.runs(project, filter, cursor == null ? null : cursor.value(), limit);
  }

  @Override
  public List<Occurrence> occurrences(
      String project, JobId job, @Nullable Instant before, int limit) {
    return queries.occurrences(project, job, before, limit);
  }

  @Override
  public Schedules schedules() {
    return schedules;
  }

  @Override
  public Why why(String project, RunId run) {
    return queries.why(project, run);
  }

  @Override
  public Run await(String project, RunId run, Duration atMost) throws InterruptedException {
    return queries.await(project, run, atMost);
  }

  @Override
  public List<Node> nodes() {
    return queries.nodes();
  }

  @Override
  public ManyRuns many() {
    return many;
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public RunEvents events() {
    return events;
  }

  @Override
  public RunLogs logs() {
    return logs;
  }

  @Override
  public Contents contents() {
    return texts;
  }

  private static QueueRules rules(Catalog.Queue queue) {
    return new QueueRules(!queue.paused(), queue.weight(), queue.maxRunning(), queue.fairWeights());
  }

  @Override
  public List<Queue> queues(String project) {
    Dispatch.Counts counts = dispatch.counts();
    return stores.catalog().queues(stores.catalog().project(project)).stream()
        .sorted(Comparator.comparing(Catalog.Queue::name))
        .map(queue -> view(queue, counts))
        .toList();
  }

  private static Queue view(Catalog.Queue queue, Dispatch.Counts counts) {
    return new Queue(
        queue.name(),
        queue.paused(),
        queue.draining(),
        queue.weight(),
        queue.maxRunning(),
        queue.fairWeights(),
        queue.changedBy() == null || queue.changedAt() == null
            ? null
            : new Queue.Changed(queue.changedBy(), queue.changedAt(), queue.note()),
        counts.waitingByQueue().getOrDefault(queue.number(), 0),
        counts.attemptsByQueue().getOrDefault(queue.number(), 0));
  }

  @Override
  public List<Demand> demand(String project, String queue, Duration within) {
    int number = stores.catalog().project(project);
    Catalog.Queue known = stores.catalog().existingQueue(number, queue);
    if (known == null) {
      throw Problem.notFound("unknown_queue", "There is no queue \"" + queue + "\".");
    }
    return demand.of(known.number(), within);
  }

  @Override
  public Queue changeQueue(String project, String queue, QueueChange change, String by) {
    int number = stores.catalog().project(project);
    QueueChange.checkName(queue);
    stores.catalog().queue(number, queue);
    Catalog.Queue changed = stores.catalog().change(number, queue, change, by);
    reader.wake();
    claimer.wake();
    return view(changed, dispatch.counts());
  }
}
