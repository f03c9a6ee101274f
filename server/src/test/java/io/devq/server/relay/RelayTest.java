package io.devq.server.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.base.TimeSource;
import io.devq.blobs.Blob;
import io.devq.deploys.RegionAccess;
import io.devq.deploys.RegionStore;
import io.devq.protocol.RelayProtocol;
import io.devq.server.http.HttpSettings;
import io.devq.server.regions.HttpRegions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RelayTest {

  private static final String SECRET = "a secret of some length";
  private static final byte[] BYTES = bytes();
  private static final Sha256 NAME = Sha256.of(BYTES);

  @TempDir Path folder;
  RelayServer relay;
  final HttpRegions regions = new HttpRegions();
  final HttpClient client = HttpClient.newHttpClient();

  private static byte[] bytes() {
    byte[] bytes = new byte[2_500_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() {
    relay = relay();
    relay.start();
  }

  private RelayServer relay() {
    return new RelayServer(
        new RelaySettings("eu", folder, HttpSettings.local(0), SECRET), TimeSource.system());
  }

  @AfterEach
  void stop() {
    relay.stop();
    regions.close();
    client.shutdownNow();
  }

  private RegionStore store(String secret) {
    return regions.open(new RegionAccess("eu", relay.address(), secret));
  }

  private HttpResponse<byte[]> get(String rest, String token)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(relay.address() + RelayProtocol.ROOT + NAME + rest))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofByteArray());
  }

  private void fill() throws Exception {
    store(SECRET).append(NAME, 0, BYTES.length, new ByteArrayInputStream(BYTES));
    assertEquals(new Blob(NAME, BYTES.length), store(SECRET).verify(NAME, BYTES.length));
  }

  private void awaitSomething() throws IOException {
    try {
      while (store(SECRET).offset(NAME) == 0) {
        TimeSource.system().sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @Test
  void aCopyGoesOnWhereItBrokeOffAlsoAfterARestart() throws Exception {
    InputStream breaks =
        new SequenceInputStream(
            new ByteArrayInputStream(BYTES, 0, 1_000_000),
            new InputStream() {
              @Override
              public int read() throws IOException {
                awaitSomething();
                throw new IOException("the sender died");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
              }
            });
    assertThrows(IOException.class, () -> store(SECRET).append(NAME, 0, BYTES.length, breaks));
    relay.stop();
    relay = relay();
    relay.start();
    long offset = store(SECRET).offset(NAME);
    assertTrue(offset > 0 && offset <= 1_000_000, "kept " + offset);
    int rest = (int) offset;
    assertEquals(
        BYTES.length,
        store(SECRET)
            .append(
                NAME,
                offset,
                BYTES.length,
                new ByteArrayInputStream(BYTES, rest, BYTES.length - rest)));
    assertEquals(new Blob(NAME, BYTES.length), store(SECRET).verify(NAME, BYTES.length));
  }

  @Test
  void otherBytesAreNeverVerifiedAndTheCopyBeginsAgain() throws Exception {
    byte[] wrong = BYTES.clone();
    wrong[77] ^= 1;
    store(SECRET).append(NAME, 0, wrong.length, new ByteArrayInputStream(wrong));
    assertThrows(Problem.class, () -> store(SECRET).verify(NAME, BYTES.length));
    assertEquals(0, store(SECRET).offset(NAME));
    fill();
  }

  @Test
  void aCopyThatRotsIsNoticedWhenItIsVerifiedAgain() throws Exception {
    fill();
    Path file =
        folder
            .resolve("blobs")
            .resolve(NAME.hex().substring(0, 2))
            .resolve(NAME.hex().substring(2, 4))
            .resolve(NAME.hex());
    byte[] rotten = BYTES.clone();
    rotten[5] ^= 1;
    Files.write(file, rotten);
    assertThrows(Problem.class, () -> store(SECRET).verify(NAME, BYTES.length));
    assertEquals(0, store(SECRET).offset(NAME));
  }

  @Test
  void aHostReadsTheBlobItsTokenOpensAndNothingElse() throws Exception {
    fill();
    String token = RelayProtocol.readToken(SECRET, NAME);
    HttpResponse<byte[]> piece = get("/pieces/2", token);
    assertEquals(200, piece.statusCode());
    assertArrayEquals(Arrays.copyOfRange(BYTES, 2 << 20, BYTES.length), piece.body());
    assertEquals(404, get("/pieces/3", token).statusCode());
    assertEquals(400, get("/pieces/x", token).statusCode());
    assertArrayEquals(BYTES, get("/content", token).body());
    assertEquals(403, get("", token).statusCode());
    assertEquals(
        401,
        get("/pieces/0", RelayProtocol.readToken(SECRET, Sha256.of(new byte[0]))).statusCode());
    assertEquals(401, get("/pieces/0", "").statusCode());
  }

  @Test
  void anotherSecretIsRefusedWithWhatToDo() {
    Problem problem = assertThrows(Problem.class, () -> store("quite another secret").offset(NAME));
    assertTrue(problem.message().contains("same secret"), problem.message());
  }

  @Test
  void aRelayThatIsAwayIsNamed() {
    RegionStore store = store(SECRET);
    relay.stop();
    IOException failure = assertThrows(IOException.class, () -> store.offset(NAME));
    assertTrue(String.valueOf(failure.getMessage()).contains("relay of eu"), failure.getMessage());
  }
}
