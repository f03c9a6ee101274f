package io.devq.server.outbound;

import io.devq.base.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What requests of users may reach beside the public Internet, and their bounds.
public final class OutboundSettings {

  /// The variable that names what else may be reached.
  public static final String VARIABLE = "DEVQ_OUTBOUND_ALLOW";

  /// Nothing but the public Internet.
  public static final OutboundSettings PUBLIC = parse("");

  /// Requests under way at once; one more waits for [#SLOT_WAIT].
  static final int AT_ONCE = 256;

  /// How long a request waits for its turn.
  static final Duration SLOT_WAIT = Duration.ofSeconds(10);

  /// How long connecting may take, for each address.
  static final Duration CONNECT = Duration.ofSeconds(5);

  /// How long nothing may arrive.
  static final Duration SILENCE = Duration.ofSeconds(30);

  /// How long looking a name up may take when a job is submitted.
  static final Duration LOOK_UP = Duration.ofSeconds(2);

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  private final List<AddressRange> ranges;
  private final Set<String> hosts;

  private OutboundSettings(List<AddressRange> ranges, Set<String> hosts) {
    this.ranges = List.copyOf(ranges);
    this.hosts = Set.copyOf(hosts);
  }

  /// Reads the operator's list: addresses, ranges such as `10.1.0.0/16`, and names of hosts, with
  /// commas between them. A name allows whatever addresses it has.
  ///
  /// @throws Problem `invalid_outbound_allow`
  public static OutboundSettings parse(String text) {
    List<AddressRange> ranges = new ArrayList<>();
    Set<String> hosts = new HashSet<>();
    for (String word : text.split("[,\\s]+")) {
      String entry = word.toLowerCase(Locale.ROOT);
      if (entry.isEmpty()) {
        continue;
      }
      if (entry.contains("/") || AddressRange.isLiteral(entry)) {
        ranges.add(AddressRange.parse(entry));
      } else if (HOST.matcher(entry).matches()) {
        hosts.add(entry);
      } else {
        throw Problem.invalid(
            "invalid_outbound_allow",
            VARIABLE
                + ": \""
                + word
                + "\" is neither a range such as 10.1.0.0/16 nor the name of a host.");
      }
    }
    return new OutboundSettings(ranges, hosts);
  }

  boolean allows(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  boolean allows(String host) {
    return hosts.contains(host);
  }
}
