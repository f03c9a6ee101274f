package io.devq.client.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.devq.base.IdSource;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.base.WorkerId;
import io.devq.client.ClientSettings;
import io.devq.protocol.Json;
import io.devq.protocol.WorkerProtocol.Assignment;
import io.devq.protocol.WorkerProtocol.Cancel;
import io.devq.protocol.WorkerProtocol.Held;
import io.devq.protocol.WorkerProtocol.LogAck;
import io.devq.protocol.WorkerProtocol.Orders;
import io.devq.protocol.WorkerProtocol.Outcome;
import io.devq.protocol.WorkerProtocol.Register;
import io.devq.protocol.WorkerProtocol.Registered;
import io.devq.protocol.WorkerProtocol.Sync;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The worker protocol served from memory, faithfully, with faults on demand. Its state outlives
/// [#goAway()].
public final class FakeServer implements AutoCloseable {

  /// The token it asks for.
  public static final String TOKEN = "secret-of-the-tests";

  private static final int SMALL = 64 * 1024;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Pattern ATTEMPT =
      Pattern.compile(
          "/api/v1/runs/([^/]+)/attempts/(\\d+)/(log|outcome|checkpoint|payload|result|artifacts)(?:/(.+))?");
  private static final Pattern SYNC = Pattern.compile("/api/v1/workers/([^/]+)/sync");

  private final Object lock = new Object();
  private final IdSource ids = new IdSource(TimeSource.system());
  private final Map<RunId, FakeRun> runs = new LinkedHashMap<>();
  private final Map<WorkerId, Long> sessions = new HashMap<>();
  private final List<Register> registrations = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Duration beat;
  private int port;
  private long syncs;
  private List<Held> lastHeld = List.of();
  private boolean draining;
  private @Nullable HttpServer http;
  private @Nullable ExecutorService threads;

  /// What happens to the next call whose path contains something.
  private record Fault(String path, Kind kind, int status, String code) {
    enum Kind {
      REFUSE,
      LOSE_ANSWER
    }
  }

  /// A server that is there, and wants to hear of its workers every `beat`.
  public FakeServer(Duration beat) {
    this.beat = beat;
    comeBack();
  }

  /// How a client reaches it.
  public ClientSettings settings() {
    return ClientSettings.of(URI.create("http://127.0.0.1:" + port), TOKEN);
  }

  /// Is there (again), on the same port.
  public void comeBack() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.createContext("/", this::serve);
      server.start();
      port = server.getAddress().getPort();
      http = server;
    } catch (IOException taken) {
      throw new IllegalStateException(taken);
    }
  }

  /// Cuts every connection and listens no more.
  public void goAway() {
    if (http != null && threads != null) {
      http.stop(0);
      threads.shutdownNow();
      http = null;
    }
  }

  @Override
  public void close() {
    goAway();
  }

  /// Adds a run for whoever works on its type.
  public RunId submit(String type, Object payload, Duration timeout) {
    return submit(type, payload, timeout, _ -> {});
  }

  /// The same, with a limit to the time between two reports of progress.
  public RunId submitWatched(String type, Object payload, Duration progressTimeout) {
    return submit(type, payload, LONGEST, it -> it.progressTimeout = progressTimeout);
  }

  /// The same, as if an attempt before had left a checkpoint.
  public RunId submitAfter(String checkpoint, String type, Object payload) {
    return submit(
        type,
        payload,
        LONGEST,
        it -> {
          it.first = 2;
          it.attempt = 2;
          it.checkpoint = Json.strict().read(checkpoint, JsonNode.class);
        });
  }

  private RunId submit(String type, Object payload, Duration timeout, Consumer<FakeRun> more) {
    RunId id = new RunId(ids.next());
    FakeRun run = new FakeRun(id, type, Json.strict().text(payload), timeout);
    more.accept(run);
    synchronized (lock) {
      runs.put(id, run);
      lock.notifyAll();
    }
    return id;
  }

  /// The result that was stored before the outcome, or null.
  public @Nullable String result(RunId run) {
    synchronized (lock) {
      return run(run).result;
    }
  }

  /// Waits until the checkpoint of a run is this.
  public void awaitCheckpoint(RunId run, String content) {
    JsonNode wanted = Json.strict().read(content, JsonNode.class);
    await("the checkpoint " + content, () -> wanted.equals(run(run).checkpoint));
  }

  /// Waits until the note beside a run's progress is this.
  public void awaitNote(RunId run, String note) {
    await("the note \"" + note + "\"", () -> note.equals(run(run).note));
  }

  /// Waits until a run is said to have this much time.
  public void awaitLimit(RunId run, Duration limit) {
    await("the limit " + limit, () -> limit.equals(run(run).limit));
  }

  /// Asks for the end of a run.
  public void cancel(RunId run, boolean kill, String reason) {
    change(
        run, it -> it.cancel = new Stop(kill ? Stop.Cause.KILLED : Stop.Cause.CANCELLED, reason));
  }

  /// Gives the run to another attempt, so that the one under way is refused from now on.
  public void replace(RunId run) {
    change(
        run,
        it -> {
          it.given = true;
          it.attempt++;
        });
  }

  /// Forgets all of a log from `bytes` on.
  public void cutLog(RunId run, int bytes) {
    change(run, it -> it.cut(bytes));
  }

  /// Forgets all workers; they have to register again.
  public void forgetWorkers() {
    synchronized (lock) {
      sessions.clear();
      lock.notifyAll();
    }
  }

  /// Does the next call to a path that contains `path` but loses its answer.
  public void loseAnswer(String path) {
    synchronized (lock) {
      faults.add(new Fault(path, Fault.Kind.LOSE_ANSWER, 0, ""));
    }
  }

  /// Refuses the next call to a path that contains `path`.
  public void refuse(String path, int status, String code) {
    synchronized (lock) {
      faults.add(new Fault(path, Fault.Kind.REFUSE, status, code));
    }
  }

  private void change(RunId run, Consumer<FakeRun> change) {
    synchronized (lock) {
      change.accept(run(run));
      lock.notifyAll();
    }
  }

  private FakeRun run(RunId run) {
    FakeRun found = runs.get(run);
    if (found == null) {
      throw Problem.notFound("unknown_run", "There is no run " + run);
    }
    return found;
  }

  /// Waits for the outcome of a run.
  public Outcome outcome(RunId run) {
    await("the outcome of " + run, () -> run(run).outcome != null);
    synchronized (lock) {
      Outcome outcome = run(run).outcome;
      if (outcome == null) {
        throw new IllegalStateException("an outcome never goes away");
      }
      return outcome;
    }
  }

  /// Waits until the log of a run contains something; the whole log.
  public String awaitLog(RunId run, String text) {
    await("\"" + text + "\" in the log of " + run, () -> run(run).log().contains(text));
    return log(run);
  }

  /// The log of a run as it is now.
  public String log(RunId run) {
    synchronized (lock) {
      return run(run).log();
    }
  }

  /// Waits until a worker has reported a run as held.
  public void awaitHeld(RunId run) {
    await(run + " to be held", () -> run(run).seen);
  }

  /// Waits until the last sync held nothing.
  public void awaitIdle() {
    await("an idle worker", () -> syncs > 0 && lastHeld.isEmpty());
  }

  /// Waits until a run's progress is said to be `percent`.
  public void awaitProgress(RunId run, int percent) {
    await(percent + " % of " + run, () -> Integer.valueOf(percent).equals(run(run).progress));
  }

  /// Waits until some worker says that it drains.
  public void awaitDraining() {
    await("a draining worker", () -> draining);
  }

  /// Waits until there were at least so many registrations; all of them.
  public List<Register> awaitRegistrations(int count) {
    await(count + " registrations", () -> registrations.size() >= count);
    synchronized (lock) {
      return List.copyOf(registrations);
    }
  }

  /// How many outcomes of a run were taken or repeated.
  public int outcomes(RunId run) {
    synchronized (lock) {
      return run(run).outcomes;
    }
  }

  /// How many syncs were answered or are being held.
  public long syncs() {
    synchronized (lock) {
      return syncs;
    }
  }

  /// The artifacts of a run.
  public Map<String, byte[]> artifacts(RunId run) {
    synchronized (lock) {
      return Map.copyOf(run(run).artifacts);
    }
  }

  private void await(String what, BooleanSupplier holds) {
    long deadline = TimeSource.system().nanos() + WITHIN.toNanos();
    synchronized (lock) {
      while (!holds.getAsBoolean()) {
        long left = (deadline - TimeSource.system().nanos()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("waited in vain for " + what);
        }
        try {
          lock.wait(left);
        } catch (InterruptedException interrupted) {
          throw new AssertionError("interrupted while waiting for " + what, interrupted);
        }
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    @Nullable Fault fault = takeFault(path);
    try {
      if (fault != null && fault.kind() == Fault.Kind.REFUSE) {
        answer(
            exchange, fault.status(), problem(fault.status(), fault.code(), "as the test wants"));
        return;
      }
      Object answer = handle(exchange, path, body);
      if (fault != null) {
        exchange.close();
        return;
      }
      answer(exchange, 200, Json.strict().bytes(answer));
    } catch (Problem problem) {
      int status = status(problem);
      answer(exchange, status, problem(status, problem.code(), problem.message()));
    } catch (InterruptedException _) {
      exchange.close();
    }
  }

  private @Nullable Fault takeFault(String path) {
    synchronized (lock) {
      for (Fault fault : faults) {
        if (path.contains(fault.path())) {
          faults.remove(fault);
          return fault;
        }
      }
      return null;
    }
  }

  private static int status(Problem problem) {
    return switch (problem.kind()) {
      case NOT_FOUND -> 404;
      case UNAUTHENTICATED -> 401;
      case FENCED, CONFLICT -> 409;
      default -> 400;
    };
  }

  private static byte[] problem(int status, String code, String detail) {
    return Json.strict().bytes(Map.of("status", status, "code", code, "detail", detail));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Object handle(HttpExchange exchange, String path, byte[] body)
      throws InterruptedException {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw Problem.of(Problem.Kind.UNAUTHENTICATED, "unknown_token", "Who are you?");
    }
    if (path.equals("/api/v1/workers")) {
      return register(Json.strict().read(body, Register.class));
    }
    Matcher sync = SYNC.matcher(path);
    if (sync.matches()) {
      return sync(WorkerId.parse(sync.group(1)), Json.strict().read(body, Sync.class));
    }
    Matcher attempt = ATTEMPT.matcher(path);
    if (!attempt.matches()) {
      throw Problem.notFound("unknown_path", path);
    }
    synchronized (lock) {
      FakeRun run = run(RunId.parse(attempt.group(1)));
      if (run.attempt != Integer.parseInt(attempt.group(2))) {
        throw Problem.fenced("attempt_replaced", "Another attempt has taken over.");
      }
      Object answer =
          switch (attempt.group(3)) {
            case "log" -> append(run, query(exchange), body);
            case "checkpoint" -> checkpoint(run, exchange.getRequestMethod(), body);
            case "payload" -> Json.strict().read(run.payload, JsonNode.class);
            case "result" -> {
              run.result = new String(body, StandardCharsets.UTF_8);
              yield Map.of();
            }
            case "outcome" -> finish(run, Json.strict().read(body, Outcome.class));
            default ->
                upload(
                    run,
                    attempt.group(4),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Devq-Sha256")),
                    body);
          };
      lock.notifyAll();
      return answer;
    }
  }

  private Registered register(Register who) {
    WorkerId id = new WorkerId(ids.next());
    synchronized (lock) {
      registrations.add(who);
      sessions.put(id, 0L);
      lock.notifyAll();
    }
    return new Registered(id, beat);
  }

  private Orders sync(WorkerId worker, Sync sync) throws InterruptedException {
    long deadline = TimeSource.system().nanos() + sync.hold().toNanos();
    synchronized (lock) {
      if (!sessions.containsKey(worker)) {
        throw Problem.notFound("unknown_worker", "Register again.");
      }
      sessions.put(worker, sync.session());
      syncs++;
      lastHeld = sync.attempts();
      draining = sync.draining();
      hear(sync.attempts());
      lock.notifyAll();
      while (true) {
        if (!sessions.containsKey(worker)) {
          throw Problem.notFound("unknown_worker", "Register again.");
        }
        Orders orders = orders(sync);
        long left = (deadline - TimeSource.system().nanos()) / 1_000_000;
        boolean newer = sessions.getOrDefault(worker, 0L) > sync.session();
        if (newer || left <= 0 || !orders.start().isEmpty() || !orders.cancel().isEmpty()) {
          return orders;
        }
        lock.wait(left);
      }
    }
  }

  private void hear(List<Held> attempts) {
    for (Held held : attempts) {
      FakeRun run = runs.get(held.run());
      if (run != null && run.attempt == held.attempt()) {
        run.given = true;
        run.seen = true;
        run.progress = held.progress();
        run.note = held.note();
        run.limit = held.limit();
      }
    }
  }

  /// Offers what the worker does not hold, again when an earlier answer may have been lost.
  private Orders orders(Sync sync) {
    List<Assignment> start = new ArrayList<>();
    List<Cancel> cancel = new ArrayList<>();
    for (FakeRun run : runs.values()) {
      boolean held =
          sync.attempts().stream()
              .anyMatch(it -> it.run().equals(run.id) && it.attempt() == run.attempt);
      Stop wanted = run.cancel;
      if (held && wanted != null && run.outcome == null) {
        boolean kill = wanted.cause() == Stop.Cause.KILLED;
        cancel.add(new Cancel(run.id, run.attempt, wanted.reason(), kill));
      }
      if (!held
          && run.outcome == null
          && run.attempt == run.first
          && start.size() < sync.freeSlots()) {
        start.add(assignment(run));
      }
    }
    return new Orders(sync.session(), start, cancel, beat);
  }

  private static Assignment assignment(FakeRun run) {
    return new Assignment(
        run.id,
        run.attempt,
        "default",
        run.type,
        run.payload.length() > SMALL ? null : run.payload,
        run.payload.length() > SMALL ? (Long) (long) run.payload.length() : null,
        run.timeout,
        LONGEST,
        run.progressTimeout,
        null,
        Map.of());
  }

  private static Object checkpoint(FakeRun run, String method, byte[] body) {
    if (method.equals("PUT")) {
      run.checkpoint = Json.strict().read(body, JsonNode.class);
    }
    if (run.checkpoint == null) {
      throw Problem.notFound("no_checkpoint", "There is none.");
    }
    return run.checkpoint;
  }

  private static LogAck append(FakeRun run, Map<String, String> query, byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    if (checksum.getValue() != Long.parseLong(query.getOrDefault("crc32c", ""))) {
      throw Problem.conflict("log_checksum", "The bytes were damaged on the way.");
    }
    int offset = Integer.parseInt(query.getOrDefault("offset", ""));
    if (offset > run.logBytes()) {
      throw Problem.conflict("log_gap", "There are only " + run.logBytes() + " bytes.");
    }
    run.append(offset, bytes);
    return new LogAck(run.logBytes());
  }

  private static Map<String, Object> finish(FakeRun run, Outcome outcome) {
    if (outcome.logBytes() != run.logBytes()) {
      throw Problem.conflict("log_incomplete", "There are only " + run.logBytes() + " bytes.");
    }
    if (!outcome.logSha256().equals(run.logSha256().hex())) {
      throw Problem.invalid("log_hash", "The log is another one.");
    }
    run.outcome = outcome;
    run.outcomes++;
    return Map.of();
  }

  private static Map<String, Object> upload(FakeRun run, String name, String sha256, byte[] bytes) {
    if (!Sha256.of(bytes).hex().equals(sha256)) {
      throw Problem.invalid("digest_mismatch", "The bytes are not what the header says.");
    }
    run.artifacts.put(name, bytes);
    return Map.of();
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> all = new HashMap<>();
    for (String pair : exchange.getRequestURI().getQuery().split("&")) {
      int equals = pair.indexOf('=');
      all.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return all;
  }
}
