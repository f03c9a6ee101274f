package io.devq.server.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What nobody outside should make the server talk to: addresses that mean this machine, the
/// networks around it, or a tunnel into them, and the doors of clouds to their secrets.
///
/// Source: the special-purpose registries of IANA (RFC 6890) and what clouds document.
final class Blocked {

  private record Rule(AddressRange range, String what) {}

  private static final List<Rule> RULES =
      List.of(
          rule("0.0.0.0/8", "this machine"),
          rule("10.0.0.0/8", "a private network"),
          rule("100.64.0.0/10", "a carrier's private network"),
          rule("127.0.0.0/8", "this machine"),
          rule("168.63.129.16", "a cloud's metadata service"),
          rule("169.254.0.0/16", "the local link, with metadata services of clouds"),
          rule("172.16.0.0/12", "a private network"),
          rule("192.0.0.0/24", "an address of the protocol itself"),
          rule("192.0.2.0/24", "an address for documentation"),
          rule("192.88.99.0/24", "a relay of 6to4"),
          rule("192.168.0.0/16", "a private network"),
          rule("198.18.0.0/15", "a network for measurements"),
          rule("198.51.100.0/24", "an address for documentation"),
          rule("203.0.113.0/24", "an address for documentation"),
          rule("224.0.0.0/4", "a group of machines"),
          rule("240.0.0.0/4", "a reserved address"),
          rule("::/96", "this machine, or an IPv4 address in disguise"),
          rule("::ffff:0:0:0/96", "an IPv4 address in disguise"),
          rule("64:ff9b::/96", "an IPv4 address in disguise"),
          rule("64:ff9b:1::/48", "an IPv4 address in disguise"),
          rule("100::/64", "an address that swallows everything"),
          rule("2001::/23", "an address of the protocol itself, or a tunnel"),
          rule("2001:db8::/32", "an address for documentation"),
          rule("2002::/16", "an IPv4 address in disguise"),
          rule("3fff::/20", "an address for documentation"),
          rule("5f00::/16", "an address of the protocol itself"),
          rule("fc00::/7", "a private network"),
          rule("fe80::/10", "the local link"),
          rule("fec0::/10", "a private network"),
          rule("ff00::/8", "a group of machines"));

  /// All of IPv6 that is handed out for use on the Internet.
  private static final AddressRange GLOBAL = AddressRange.parse("2000::/3");

  private static final Set<String> NAMES =
      Set.of(
          "metadata",
          "metadata.google.internal",
          "metadata.goog",
          "instance-data",
          "instance-data.ec2.internal",
          "metadata.tencentyun.com",
          "metadata.packet.net",
          "metadata.platformequinix.com",
          "rancher-metadata");

  private Blocked() {}

  private static Rule rule(String range, String what) {
    return new Rule(AddressRange.parse(range), what);
  }

  /// What is wrong with an address, or empty when it is one of the Internet.
  static Optional<String> why(InetAddress address) {
    Optional<String> rule =
        RULES.stream().filter(one -> one.range.contains(address)).map(Rule::what).findFirst();
    if (rule.isPresent()) {
      return rule;
    }
    boolean v6 = address.getAddress().length == 16;
    return v6 && !GLOBAL.contains(address)
        ? Optional.of("no address of the Internet")
        : Optional.empty();
  }

  /// Whether a name is that of a metadata service, whatever its address.
  static boolean isName(String host) {
    return NAMES.contains(host.toLowerCase(Locale.ROOT));
  }
}
