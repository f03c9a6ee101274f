package io.devq.server.relay;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.blobs.files.FileBlobs;
import io.devq.blobs.files.FileUploads;
import io.devq.server.http.HttpServer;
import io.devq.server.http.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's role `relay`: serves the store of one region.
public final class RelayServer implements Service {

  private static final Duration SWEEP = Duration.ofHours(1);

  private final RelaySettings settings;
  private final TimeSource time;
  private @Nullable Running running;

  private record Running(FileBlobs blobs, HttpServer http, Loop sweep) {}

  /// A relay that is not running yet.
  public RelayServer(RelaySettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  /// Opens the folder and serves it.
  ///
  /// @throws io.devq.base.Problem `storage_failed`, `port_in_use`, `cannot_listen`
  @Override
  public synchronized void start() {
    if (running != null) {
      return;
    }
    FileBlobs blobs = FileBlobs.open(settings.folder());
    FileUploads uploads = new FileUploads(blobs);
    List<Route> routes = new ArrayList<>(new RelayRoutes(blobs, uploads).routes());
    HttpServer http = new HttpServer(settings.http(), routes, new RelayGuard(settings.secret()));
    Loop sweep =
        new Loop(
            "relay-sweep",
            () -> {
              uploads.sweep(time.now());
              return SWEEP;
            });
    try {
      http.start();
    } catch (RuntimeException failure) {
      blobs.close();
      throw failure;
    }
    sweep.start();
    running = new Running(blobs, http, sweep);
  }

  /// Where the server finds it.
  public synchronized String address() {
    if (running == null) {
      throw new IllegalStateException("the relay is not started");
    }
    return running.http.address();
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.http.stop();
      running.sweep.stop();
      running.blobs.close();
      running = null;
    }
  }
}
