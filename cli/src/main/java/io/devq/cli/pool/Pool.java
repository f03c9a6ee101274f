package io.devq.cli.pool;

import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.protocol.Views;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Keeps as many agents running on this machine as the work needs: more at once when there is more
/// to do, one fewer at a time after it has been calm for a while. An agent that has work is never
/// stopped: it is drained first, and only then, when it has nothing, ended.
public final class Pool implements Service {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final PoolBounds bounds;
  private final Duration calm;
  private final PoolServer server;
  private final IntFunction<Member> starter;
  private final Consumer<String> teller;
  private final TimeSource time;
  private final TreeMap<Integer, Member> members = new TreeMap<>();
  private final Loop loop = new Loop("devq-pool", this::runOnce);
  private long neededAt;
  private String trouble = "";

  /// An agent of the pool.
  public interface Member extends AutoCloseable {

    /// The name it registers with.
    String name();

    /// Whether its process runs.
    boolean isAlive();

    /// Ends it in order and waits until it has ended.
    @Override
    void close();
  }

  /// @param calm how long fewer agents must have sufficed before one is ended
  /// @param starter starts the agent of a number, from 1 on
  /// @param teller told in a sentence what the pool does
  Pool(
      PoolBounds bounds,
      Duration calm,
      PoolServer server,
      IntFunction<Member> starter,
      Consumer<String> teller,
      TimeSource time) {
    this.bounds = bounds;
    this.calm = calm;
    this.server = server;
    this.starter = starter;
    this.teller = teller;
    this.time = time;
    this.neededAt = time.nanos();
  }

  @Override
  public void start() {
    grow(bounds.min() + bounds.reserve());
    loop.start();
  }

  @Override
  public void stop() {
    loop.stop();
    members.values().forEach(Member::close);
    members.clear();
  }

  /// Looks once and does what is to be done. While the server cannot be asked, all stays as it is.
  Duration runOnce() throws InterruptedException {
    try {
      follow();
      trouble = "";
      return LOOK;
    } catch (Problem problem) {
      if (!problem.message().equals(trouble)) {
        trouble = problem.message();
        teller.accept("the pool stays as it is: " + trouble);
      }
      return ASK_AGAIN;
    }
  }

  private void follow() throws InterruptedException {
    members.entrySet().removeIf(member -> isGone(member.getValue()));
    Map<String, Views.Worker> workers = server.workers();
    int wanted = bounds.wanted(server.wantedSlots(), busy(workers));
    if (wanted >= members.size()) {
      neededAt = time.nanos();
      grow(wanted);
    } else if (time.nanos() - neededAt > calm.toNanos()) {
      shrink(workers);
    }
  }

  /// How many agents there are.
  int size() {
    return members.size();
  }

  private boolean isGone(Member member) {
    if (member.isAlive()) {
      return false;
    }
    teller.accept(member.name() + " ended by itself; another one takes its place when needed");
    return true;
  }

  private int busy(Map<String, Views.Worker> workers) {
    int busy = 0;
    for (Member member : members.values()) {
      Views.Worker worker = workers.get(member.name());
      if (worker != null && worker.busy() > 0) {
        busy++;
      }
    }
    return busy;
  }

  private void grow(int wanted) {
    for (int number = 1; members.size() < wanted; number++) {
      if (!members.containsKey(number)) {
        Member member = starter.apply(number);
        members.put(number, member);
        teller.accept(member.name() + " started; " + members.size() + " agents");
      }
    }
  }

  /// Ends the youngest agent that has nothing to do.
  private void shrink(Map<String, Views.Worker> workers) throws InterruptedException {
    for (Map.Entry<Integer, Member> entry : members.descendingMap().entrySet()) {
      Views.Worker worker = workers.get(entry.getValue().name());
      if (worker != null && worker.busy() == 0) {
        if (server.drain(worker.id(), true).busy() > 0) {
          server.drain(worker.id(), false);
        } else {
          entry.getValue().close();
          members.remove(entry.getKey());
          teller.accept(entry.getValue().name() + " ended; " + members.size() + " agents");
          return;
        }
      }
    }
  }
}
