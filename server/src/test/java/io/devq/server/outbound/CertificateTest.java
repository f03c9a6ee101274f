package io.devq.server.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Connecting to a checked address does not weaken the check of the name.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateTest {

  private static final char[] PASSWORD = "of a test".toCharArray();

  private final HttpsServer server;
  private final SSLContext trusting;
  private final AtomicReference<String> asked = new AtomicReference<>("");

  CertificateTest(@TempDir Path folder) throws Exception {
    KeyStore store = certificate(folder.resolve("right.p12"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext serving = SSLContext.getInstance("TLS");
    serving.init(keys.getKeyManagers(), null, null);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serving));
    server.createContext(
        "/",
        exchange -> {
          if (exchange instanceof HttpsExchange tls
              && tls.getSSLSession() instanceof ExtendedSSLSession session) {
            asked.set(String.valueOf(session.getRequestedServerNames()));
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  /// A key and a certificate for the name right.example.
  private static KeyStore certificate(Path file) throws Exception {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "right",
                "-keyalg",
                "EC",
                "-dname",
                "CN=right.example",
                "-ext",
                "SAN=dns:right.example",
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, made.waitFor(), said);
    KeyStore both = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      both.load(in, PASSWORD);
    }
    both.setCertificateEntry("trusted", both.getCertificate("right"));
    return both;
  }

  @AfterAll
  void stop() {
    server.stop(0);
  }

  private OutboundAnswer get(String name) throws IOException, InterruptedException {
    Guard guard =
        new Guard(
            OutboundSettings.parse("127.0.0.1"),
            host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})));
    try (Outbound outbound = new Outbound(guard, new DefaultClientTlsStrategy(trusting))) {
      URI uri = URI.create("https://" + name + ":" + server.getAddress().getPort() + "/");
      return outbound.send(
          new OutboundRequest("GET", uri, Map.of(), new byte[0], Duration.ofSeconds(30), 100));
    }
  }

  @Test
  void theNameIsAskedForAndItsCertificateTaken() throws Exception {
    assertEquals(204, get("right.example").status());
    assertEquals("[type=host_name (0), value=right.example]", asked.get());
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    IOException failure = assertThrows(IOException.class, () -> get("wrong.example"));
    assertInstanceOf(SSLException.class, failure);
  }
}
