package io.devq.server.outbound;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static final Guard PUBLIC = new Guard(OutboundSettings.PUBLIC, Resolver.SYSTEM);

  private static Guard allowing(String list) {
    return new Guard(OutboundSettings.parse(list), Resolver.SYSTEM);
  }

  private static String code(Guard guard, String url) {
    return assertThrows(Problem.class, () -> guard.check(url, "/url"), url).code();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/",
        "http://127.1:8080/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0/",
        "http://0.0.0.0/",
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://100.127.255.255/",
        "http://100.100.100.200/",
        "http://169.254.169.254/",
        "http://169.254.0.1/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://198.18.0.1/",
        "http://198.19.255.255/",
        "http://192.0.2.1/",
        "http://198.51.100.7/",
        "http://203.0.113.7/",
        "http://192.88.99.1/",
        "http://224.0.0.1/",
        "http://239.255.255.255/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[febf::1]/",
        "http://[fec0::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001::1]/",
        "http://[2001:db8::1]/",
        "http://[3fff::1]/",
        "http://[5f00::1]/",
        "http://[100::1]/",
        "http://[ff02::1]/",
        "http://[4000::1]/",
        "http://metadata.google.internal/",
        "http://Metadata.Google.Internal./computeMetadata/v1/",
        "https://metadata.goog/"
      })
  void whatIsNotOfTheInternetIsBlocked(String url) {
    assertEquals("blocked_address", code(PUBLIC, url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://8.8.8.8/",
        "https://1.1.1.1:8443/x?y=z#w",
        "http://100.63.255.255/",
        "http://100.128.0.1/",
        "http://172.15.255.255/",
        "http://172.32.0.1/",
        "http://192.167.255.255/",
        "http://169.253.255.255/",
        "http://198.17.255.255/",
        "http://198.20.0.1/",
        "http://223.255.255.255/",
        "http://11.0.0.1/",
        "http://[2606:4700::1111]/",
        "http://[2a00:1450::1]:8080/"
      })
  void whatIsOfTheInternetPasses(String url) {
    assertDoesNotThrow(() -> PUBLIC.check(url, "/url"));
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd, invalid_url",
    "jar:file:/x.jar!/, invalid_url",
    "gopher://8.8.8.8/, invalid_url",
    "ftp://8.8.8.8/, invalid_url",
    "//8.8.8.8/x, invalid_url",
    "http:///x, invalid_url",
    "http://, invalid_url",
    "8.8.8.8, invalid_url",
    "http://a b/, invalid_url",
    "http://ex\u00e4mple.org/, invalid_url",
    "http://user:word@8.8.8.8/, invalid_url",
    "http://8.8.8.8\\@10.0.0.1/, invalid_url",
    "http://8.8.8.8:22/, refused_port",
    "http://8.8.8.8:25/, refused_port",
    "http://8.8.8.8:6379/, refused_port",
    "http://8.8.8.8:5432/, refused_port",
    "http://8.8.8.8:0/, refused_port",
    "http://8.8.8.8:99999/, refused_port"
  })
  void whatIsNoWebAddressIsRefused(String url, String code) {
    assertEquals(code, code(PUBLIC, url));
  }

  @Test
  void anAddressThatIsTooLongIsRefused() {
    assertEquals("invalid_url", code(PUBLIC, "http://8.8.8.8/" + "x".repeat(2_000)));
  }

  @Test
  void theAddressesOfThisMachineAreBlockedAlsoWhenTheyArePublic() throws Exception {
    List<InetAddress> ours =
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    assertTrue(!ours.isEmpty());
    for (InetAddress address : ours) {
      Guard guard = new Guard(OutboundSettings.PUBLIC, _ -> List.of(address));
      assertEquals("blocked_address", code(guard, "http://ours.example/"), address::toString);
    }
  }

  @Test
  void oneBadAddressAmongGoodOnesBlocksTheName() {
    Guard guard =
        new Guard(
            OutboundSettings.PUBLIC,
            _ -> List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")));
    assertEquals("blocked_address", code(guard, "http://mixed.example/"));
  }

  @Test
  void whatTheOperatorListsIsReached() {
    assertDoesNotThrow(() -> allowing("127.0.0.0/8").check("http://localhost:8080/", "/url"));
    assertDoesNotThrow(
        () -> allowing("10.1.0.0/16, fd00:1::/32").check("http://10.1.2.3/", "/url"));
    assertDoesNotThrow(
        () -> allowing("10.1.0.0/16 fd00:1::/32").check("http://[fd00:1::9]/", "/url"));
    assertDoesNotThrow(() -> allowing("LocalHost").check("http://localhost/", "/url"));
    assertEquals("blocked_address", code(allowing("10.1.0.0/16"), "http://10.2.0.1/"));
    assertEquals("blocked_address", code(allowing("10.1.0.1"), "http://10.1.0.2/"));
    assertEquals("refused_port", code(allowing("127.0.0.1"), "http://127.0.0.1:22/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.1/8",
        "fc00::/129",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "x/8",
        "a_b!c",
        "http://x/"
      })
  void anOperatorsListThatCannotBeReadIsRefused(String list) {
    assertThrows(Problem.class, () -> OutboundSettings.parse(list));
  }

  @Test
  void aNameThatIsUnknownNowPassesAndIsLookedUpLater() {
    Guard guard =
        new Guard(
            OutboundSettings.PUBLIC,
            host -> {
              throw new UnknownHostException(host);
            });
    assertDoesNotThrow(() -> guard.check("http://not-yet.example/", "/url"));
    assertThrows(UnknownHostException.class, () -> guard.admit("not-yet.example"));
  }

  @Test
  void aResolverThatHangsHoldsNobodyUp() {
    Guard guard =
        new Guard(
            OutboundSettings.PUBLIC,
            host -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            });
    assertDoesNotThrow(() -> guard.check("http://slow.example/", "/url"));
  }
}
