package io.devq.agent.host;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Health;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.State;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One service on this host: a thread that takes it from whatever is here to what the server wants,
/// one state after the other, and writes each state down before it acts on it.
final class ServiceUnit {

  private static final Logger LOG = System.getLogger(ServiceUnit.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration CHECK_PERIOD = Duration.ofMillis(100);

  private final String service;
  private final UnitFolder folder;
  private final Tools tools;
  private final Desk desk = new Desk();
  private final Download download;
  private final Releases releases;
  private final Program program;
  private final Probe probe;
  private UnitMemory memory = UnitMemory.BLANK;
  private boolean wasHealthy;
  private int restarts;

  ServiceUnit(String service, UnitFolder folder, Tools tools) {
    this.service = service;
    this.folder = folder;
    this.tools = tools;
    this.download = new Download(folder, tools, desk);
    this.releases = new Releases(folder);
    this.program = new Program(folder, tools.time());
    this.probe = new Probe(tools.http());
  }

  /// Takes what the server wants.
  void put(Goal goal) {
    desk.put(goal);
  }

  /// What to tell the server.
  Held report() {
    return desk.report(service);
  }

  boolean isBusy() {
    return desk.isBusy();
  }

  /// Reads what an earlier process has left, and finds its program.
  void restore() throws IOException {
    folder.create();
    memory = UnitMemory.read(folder.state());
    if (memory.state() != State.FAILED) {
      memory = memory.at(State.IDLE);
    }
    desk.remember(memory, program.isAlive());
  }

  /// Works until it is interrupted; the program runs on.
  void run() {
    try {
      while (true) {
        Goal goal = desk.goal();
        if (goal == null || goal.generation() < memory.generation()) {
          desk.await(LOOK);
          continue;
        }
        step(goal);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void step(Goal goal) throws InterruptedException {
    try {
      if (goal.generation() > memory.generation()) {
        begin(goal);
      }
      act(goal);
    } catch (IOException | Problem | IllegalArgumentException failure) {
      fail(memory.state().name(), String.valueOf(failure.getMessage()));
    }
  }

  private void begin(Goal goal) throws IOException {
    wasHealthy = memory.state() == State.HEALTHY;
    restarts = 0;
    write(memory.begin(goal.generation()));
  }

  private void act(Goal goal) throws IOException, InterruptedException {
    switch (memory.state()) {
      case IDLE -> look(goal);
      case DOWNLOADING -> {
        if (download.run(goal)) {
          releases.make(goal.sha256(), goal.artifact(), goal.settings().unpack());
          to(State.VERIFIED);
        }
      }
      case VERIFIED -> {
        if (goal.admitted()) {
          to(State.ADMITTED);
        } else {
          desk.await(LOOK);
        }
      }
      case ADMITTED -> to(State.SWITCHING);
      case SWITCHING -> change(goal);
      case CHECKING -> check(goal);
      case HEALTHY -> watch(goal);
      case FAILED -> desk.await(LOOK);
    }
  }

  /// Finds out what is here of a new goal.
  private void look(Goal goal) throws IOException, InterruptedException {
    download.show(goal);
    if (key(goal).equals(memory.activeKey())) {
      Failpoint.pass("host.already-active");
      write(memory.running(goal.sha256(), key(goal)));
      if (!program.isAlive()) {
        launch(goal);
        to(State.CHECKING);
      } else {
        to(wasHealthy ? State.HEALTHY : State.CHECKING);
      }
    } else if (download.isHere(goal)) {
      releases.make(goal.sha256(), goal.artifact(), goal.settings().unpack());
      to(State.VERIFIED);
    } else {
      to(State.DOWNLOADING);
    }
  }

  /// Tells a release with its settings from others.
  private static String key(Goal goal) {
    String settings =
        goal.settings().start()
            + "\n"
            + new TreeMap<>(goal.settings().env())
            + "\n"
            + goal.settings().unpack();
    return goal.sha256().hex() + "/" + Sha256.of(settings.getBytes(StandardCharsets.UTF_8)).brief();
  }

  private void change(Goal goal) throws IOException, InterruptedException {
    write(memory.running(null, null));
    Failpoint.pass("host.before-stop");
    program.stop();
    Failpoint.pass("host.before-turn");
    releases.turn(goal.sha256(), tools.time().now());
    Failpoint.pass("host.before-start");
    launch(goal);
    Failpoint.pass("host.after-start");
    write(memory.running(goal.sha256(), key(goal)));
    to(State.CHECKING);
    prune(goal);
  }

  private void launch(Goal goal) throws IOException, InterruptedException {
    program.start(folder.release(goal.sha256()), goal.settings().start(), variables(goal));
  }

  private Map<String, String> variables(Goal goal) {
    Map<String, String> variables = new HashMap<>(tools.env());
    variables.putAll(goal.settings().env());
    variables.put("DEVQ_SERVICE", goal.service());
    variables.put("DEVQ_BUILD_ID", goal.build().text());
    variables.put("DEVQ_DEPLOYMENT_ID", goal.deployment().text());
    variables.put("DEVQ_GENERATION", Long.toString(goal.generation()));
    return variables;
  }

  private void prune(Goal goal) throws IOException {
    List<Sha256> stay = new ArrayList<>(goal.pinned());
    stay.add(goal.sha256());
    releases.prune(goal.settings().keep(), stay).forEach(download::forget);
  }

  /// Waits until the program's health has held long enough, or fails when it has not in time.
  private void check(Goal goal) throws IOException, InterruptedException {
    Health health = goal.settings().health();
    Duration holds = health == null ? HostLimits.LIVES : health.holds();
    Duration within = health == null ? HostLimits.LIVES.multipliedBy(2) : health.within();
    long started = tools.time().nanos();
    long goodSince = -1;
    String wrong = "it was not asked yet";
    while (isStill(goal)) {
      long now = tools.time().nanos();
      Optional<String> found = wrong(health, goal);
      if (found.isPresent()) {
        wrong = found.get();
        goodSince = -1;
      } else if (goodSince < 0) {
        goodSince = now;
      }
      if (goodSince >= 0 && now - goodSince >= holds.toNanos()) {
        to(State.HEALTHY);
        return;
      }
      if (!program.isAlive() || now - started > within.toNanos()) {
        giveUp(wrong);
        return;
      }
      tools.time().sleep(CHECK_PERIOD);
    }
  }

  /// What is wrong with the program; empty when it is well.
  private Optional<String> wrong(@Nullable Health health, Goal goal)
      throws IOException, InterruptedException {
    if (!program.isAlive()) {
      return Optional.of("the program has ended");
    }
    if (health == null) {
      return Optional.empty();
    }
    URI address = Probe.address(health, variables(goal));
    return probe.ask(address);
  }

  private boolean isStill(Goal goal) {
    Goal now = desk.goal();
    return now != null && now.generation() == goal.generation();
  }

  /// A program that is not well is ended, so that nobody takes it for the service.
  private void giveUp(String wrong) throws IOException, InterruptedException {
    String words = program.lastWords(300);
    program.stop();
    write(memory.running(null, null));
    fail(
        State.CHECKING.name(),
        words.isEmpty() ? wrong + "." : wrong + "; it printed last: " + words);
  }

  /// Looks after a healthy program; one that is no longer well is started again a few times.
  private void watch(Goal goal) throws IOException, InterruptedException {
    program.trimLog();
    int bad = 0;
    while (isStill(goal)) {
      boolean alive = program.isAlive();
      bad = wrong(goal.settings().health(), goal).isPresent() ? bad + 1 : 0;
      if (!alive || bad >= HostLimits.FAILED_CHECKS) {
        restart(goal);
        return;
      }
      desk.await(HostLimits.WATCH);
    }
  }

  private void restart(Goal goal) throws IOException, InterruptedException {
    if (++restarts > HostLimits.RESTARTS) {
      giveUp("the program does not stay well");
      return;
    }
    program.stop();
    launch(goal);
    to(State.CHECKING);
  }

  private void to(State next) throws IOException {
    HostStates.check(memory.state(), next);
    write(memory.at(next));
  }

  private void fail(String stage, String reason) throws InterruptedException {
    LOG.log(Level.WARNING, () -> service + " failed at " + stage + ": " + reason);
    try {
      HostStates.check(memory.state(), State.FAILED);
      write(memory.failed(stage, reason));
    } catch (IOException | Problem unwritten) {
      LOG.log(Level.WARNING, () -> service + ": the state cannot be written", unwritten);
      memory = memory.failed(stage, reason);
      desk.remember(memory, false);
      desk.await(LOOK);
    }
  }

  private void write(UnitMemory next) throws IOException {
    next.write(folder.state());
    memory = next;
    desk.remember(next, next.active() != null && Files.exists(folder.pid()));
  }
}
