package io.devq.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// The command `devq bench`.
@Command(
    name = "devq bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures DevQ beside raw PostgreSQL on this machine, both in the same run.")
final class Bench implements Callable<Integer> {

  /// What can be measured.
  enum Name {
    /// End jobs that are all there.
    drain,
    /// Submit and end jobs at the same time.
    whole,
    /// From submit to handler.
    latency,
    /// End jobs by a worker that speaks the worker protocol over HTTP.
    protocol,
    /// Jobs with a payload and a result of a megabyte each.
    payloads
  }

  /// Beside whom.
  enum Peer {
    /// A hand-written queue on the same server.
    raw,
    /// Nobody: to look into DevQ with a profiler.
    none
  }

  private static final int REMOTE_SLOTS = 100;

  private final PrintStream out;
  private final PrintStream progress;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "drain",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  private Name name = Name.drain;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Jobs in each round; 200000 unless given, 20000 for protocol, 2000 for payloads.")
  private @Nullable Integer jobs;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each contestant; ${DEFAULT-VALUE} unless given.")
  private int pairs;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "750",
      description = "Jobs of the latency bench; ${DEFAULT-VALUE} unless given.")
  private int samples;

  @Option(
      names = "--against",
      paramLabel = "PEER",
      defaultValue = "raw",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  private Peer against = Peer.raw;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  Bench(PrintStream out, PrintStream progress) {
    this.out = out;
    this.progress = progress;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Arena arena = new Arena()) {
      switch (name) {
        case drain -> duel(arena, 200_000, Contestant::drain);
        case whole -> duel(arena, 200_000, Contestant::whole);
        case protocol -> duel(arena, 20_000, Contestant::drain);
        case payloads -> {
          Freight freight = Freight.measure(arena, jobs == null ? 2_000 : jobs);
          tell(freight.values(), () -> freight.print(out));
        }
        case latency -> {
          Latency latency = Latency.measure(arena, samples);
          tell(latency.values(), () -> latency.print(out));
        }
      }
    }
    return 0;
  }

  private void duel(Arena arena, int usual, Duel.Turn turn) throws InterruptedException {
    Contestant devq =
        name == Name.protocol ? new ProtocolContestant(REMOTE_SLOTS) : new DevqContestant();
    List<Contestant> contestants =
        switch (against) {
          case raw -> List.of(new RawContestant(2), devq, new RawContestant(4));
          case none -> List.of(devq);
        };
    Duel duel = new Duel(name.name(), contestants, jobs == null ? usual : jobs, pairs);
    DuelReport report = new DuelReport(duel, duel.play(arena, turn, progress));
    tell(report.values(), () -> report.print(out));
  }

  private void tell(Map<String, Object> values, Runnable print) {
    if (json) {
      out.println(JsonMapper.builder().build().writeValueAsString(values));
    } else {
      print.run();
    }
  }
}
