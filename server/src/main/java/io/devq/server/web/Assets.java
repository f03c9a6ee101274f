package io.devq.server.web;

import io.devq.base.Sha256;
import io.devq.server.http.Content;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// The stylesheet, the scripts and the icon, all served from here. Their addresses carry a digest
/// of their bytes, so that browsers may keep them for ever.
public final class Assets {

  private static final String HTMX = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

  private final Map<String, Asset> byName = new LinkedHashMap<>();

  private record Asset(String mediaType, byte[] bytes, String tag) {}

  /// Reads all of them from the class path.
  public Assets() {
    add("app.css", "text/css; charset=utf-8", own("app.css"));
    add("live.js", "text/javascript; charset=utf-8", own("live.js"));
    add("log.js", "text/javascript; charset=utf-8", own("log.js"));
    add("icon.svg", "image/svg+xml", own("icon.svg"));
    add("htmx.js", "text/javascript; charset=utf-8", htmx());
  }

  private void add(String name, String mediaType, byte[] bytes) {
    byName.put(name, new Asset(mediaType, bytes, Sha256.of(bytes).brief()));
  }

  private static byte[] own(String name) {
    return read("io/devq/server/web/" + name);
  }

  /// The htmx of the webjar, whatever its version is.
  private static byte[] htmx() {
    Properties webjar = new Properties();
    try {
      webjar.load(new StringReader(new String(read(HTMX), StandardCharsets.UTF_8)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    String version = webjar.getProperty("version");
    return read("META-INF/resources/webjars/htmx.org/" + version + "/dist/htmx.min.js");
  }

  private static byte[] read(String path) {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the program");
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Asset asset(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("there is no asset " + name);
    }
    return asset;
  }

  /// The address of an asset.
  public String url(String name) {
    return "/assets/" + name + "?v=" + asset(name).tag;
  }

  /// The routes that serve them.
  public List<Route> routes() {
    return byName.keySet().stream().map(this::route).toList();
  }

  private Route route(String name) {
    Asset asset = asset(name);
    return Route.get(
            "/assets/" + name,
            Role.ANYONE,
            "Gives a part of the pages",
            _ ->
                Response.content(asset.mediaType, Content.of(asset.bytes))
                    .etag(asset.tag)
                    .forever())
        .query("v", String.class, "The digest of its bytes")
        .givesBytes(asset.mediaType);
  }
}
