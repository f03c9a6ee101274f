package io.devq.agent.host;

import io.devq.base.HostId;
import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Service;
import io.devq.base.Sha256;
import io.devq.base.Threads;
import io.devq.base.TimeSource;
import io.devq.client.Call;
import io.devq.client.Transport;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Held;
import io.devq.protocol.HostProtocol.Orders;
import io.devq.protocol.HostProtocol.Register;
import io.devq.protocol.HostProtocol.Registered;
import io.devq.protocol.HostProtocol.Sync;
import io.devq.protocol.PieceList;
import io.devq.protocol.PieceSignatures;
import io.devq.protocol.SignedPieces;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host: says what it has, hears what it should have, and sees to it, service by service. It may
/// be killed at any moment: the programs run on, and the next start finds them and what was brought
/// in.
public final class HostAgent implements Service {

  private static final Logger LOG = System.getLogger(HostAgent.class.getName());
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final HostSettings settings;
  private final TimeSource time;
  private final Shelf shelf = new Shelf();
  private final PeerServer peers;
  private final Map<String, ServiceUnit> units = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient http;
  private final Transport transport;
  private @Nullable Thread speaker;
  private volatile @Nullable HostId id;
  private String seen = "";

  /// A host that is not running yet.
  public HostAgent(HostSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.peers = new PeerServer(settings.peer(), shelf);
    this.transport = new Transport(settings.server(), time);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HostLimits.CHECK)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Opens the folder, takes up what is in it, and begins to speak with the server, which need not
  /// be there yet.
  ///
  /// @throws Problem `cannot_listen`, `folder_not_writable`
  @Override
  public synchronized void start() {
    if (speaker != null) {
      return;
    }
    peers.start();
    try {
      Files.createDirectories(settings.folder().resolve("services"));
      try (DirectoryStream<Path> folders =
          Files.newDirectoryStream(settings.folder().resolve("services"))) {
        for (Path folder : folders) {
          unit(folder.getFileName().toString());
        }
      }
    } catch (IOException failure) {
      throw new Problem(
          Kind.UNAVAILABLE,
          "folder_not_writable",
          "The host's folder " + settings.folder() + " cannot be used: " + failure.getMessage(),
          null,
          failure);
    }
    speaker = Thread.ofPlatform().name("host-sync").start(this::speak);
  }

  /// Ends the host's own threads; its programs run on.
  @Override
  public synchronized void stop() {
    Thread running = speaker;
    if (running == null) {
      return;
    }
    speaker = null;
    Threads.stop(running);
    threads.forEach(Threads::stop);
    threads.clear();
    units.clear();
    peers.stop();
    transport.close();
    http.shutdownNow();
    http.close();
  }

  /// Its id, or null before the server has given it one.
  public @Nullable HostId id() {
    return id;
  }

  private ServiceUnit unit(String service) throws IOException {
    ServiceUnit known = units.get(service);
    if (known != null) {
      return known;
    }
    if (!NAME.matcher(service).matches()) {
      throw new IOException("\"" + service + "\" is not a name of a service");
    }
    if (units.size() >= HostLimits.SERVICES) {
      throw new IOException("a host runs at most " + HostLimits.SERVICES + " services");
    }
    UnitFolder folder = new UnitFolder(settings.folder().resolve("services").resolve(service));
    Tools tools = new Tools(this::pieces, shelf, http, time, settings.env());
    ServiceUnit unit = new ServiceUnit(service, folder, tools);
    unit.restore();
    units.put(service, unit);
    threads.add(Thread.ofPlatform().name("service-" + service).start(unit::run));
    return unit;
  }

  private void speak() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        try {
          HostId known = id;
          if (known == null) {
            id = register();
          } else {
            obey(sync(known));
          }
          pause = FIRST_PAUSE;
        } catch (Problem | IOException failure) {
          excuse(failure);
          time.sleep(pause);
          pause = longer(pause);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.multipliedBy(2);
    return next.compareTo(HostLimits.LONGEST_PAUSE) > 0 ? HostLimits.LONGEST_PAUSE : next;
  }

  /// A host the server no longer knows registers again.
  private void excuse(Exception failure) {
    boolean unknown = failure instanceof Problem p && p.code().equals("host_not_found");
    LOG.log(
        unknown ? Level.INFO : Level.DEBUG,
        () -> "the server cannot be spoken with: " + failure.getMessage());
    if (unknown) {
      id = null;
    }
  }

  private HostId register() throws InterruptedException, IOException {
    Register register =
        new Register(
            settings.name(), settings.region(), settings.environment(), settings.services());
    Registered answer = transport.send(Call.post("/hosts").json(register).once(), Registered.class);
    pin(answer.key());
    seen = "";
    return answer.host();
  }

  /// Keeps the first key the server shows, and refuses any other.
  private void pin(String key) throws IOException {
    Path file = settings.folder().resolve("server.key");
    if (!Files.exists(file)) {
      PieceSignatures.publicKey(key);
      Disk.replace(file, key.getBytes(StandardCharsets.US_ASCII));
    } else if (!Files.readString(file).strip().equals(key.strip())) {
      throw Problem.of(
          Kind.FORBIDDEN,
          "server_key_changed",
          "The server shows another key than before. If that is right, remove " + file + ".");
    }
  }

  private PieceList pieces(Sha256 sha256) throws InterruptedException {
    SignedPieces signed =
        transport.send(Call.get("/hosts/" + id + "/pieces/" + sha256), SignedPieces.class);
    try {
      String key = Files.readString(settings.folder().resolve("server.key"));
      return PieceSignatures.open(PieceSignatures.publicKey(key), signed);
    } catch (IOException failure) {
      throw new Problem(
          Kind.UNAVAILABLE,
          "folder_not_writable",
          "The server's key cannot be read: " + failure.getMessage(),
          null,
          failure);
    }
  }

  private Orders sync(HostId host) throws InterruptedException {
    List<Held> held = units.values().stream().map(ServiceUnit::report).toList();
    boolean busy = units.values().stream().anyMatch(ServiceUnit::isBusy);
    Duration hold = busy ? HostLimits.BUSY_HOLD : HostLimits.IDLE_HOLD;
    return transport.send(
        Call.post("/hosts/" + host + "/sync").json(new Sync(peers.url(), seen, hold, held)).once(),
        Orders.class);
  }

  private void obey(Orders orders) throws IOException {
    for (Goal goal : orders.goals()) {
      unit(goal.service()).put(goal);
    }
    seen = orders.version();
  }
}
