package io.devq.server.regions;

import io.devq.deploys.RegionAccess;
import io.devq.deploys.RegionStore;
import io.devq.deploys.RegionStores;
import java.net.http.HttpClient;
import java.time.Duration;

/// Reaches regions' relays over HTTP.
public final class HttpRegions implements RegionStores, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public RegionStore open(RegionAccess access) {
    return new HttpRegionStore(http, access);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
