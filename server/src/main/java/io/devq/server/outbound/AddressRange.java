package io.devq.server.outbound;

import io.devq.base.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// A range of addresses, written as CIDR, such as `10.0.0.0/8` or `fc00::/7`, or as one address.
/// Matched bit by bit: what the JDK calls private or local leaves several of these ranges out.
///
/// @param first the range's first address; its bits after the prefix are zero
/// @param prefix how many leading bits are fixed
record AddressRange(Bits first, int prefix) {

  private static final Pattern LITERAL =
      Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /// An address as its bits. IPv4 and IPv6 are families of their own.
  record Bits(long high, long low, int length) {

    static Bits of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long high = 0;
      long low = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes.length == 4 || i < 8) {
          high = high << 8 | (bytes[i] & 0xff);
        } else {
          low = low << 8 | (bytes[i] & 0xff);
        }
      }
      return bytes.length == 4 ? new Bits(high << 32, 0, 32) : new Bits(high, low, 128);
    }

    Bits masked(int prefix) {
      long highMask = prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
      long lowMask = prefix <= 64 ? 0 : -1L << (128 - prefix);
      return new Bits(high & highMask, low & lowMask, length);
    }
  }

  /// Reads a range.
  ///
  /// @throws Problem `invalid_address_range`
  static AddressRange parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2 || !isLiteral(parts[0])) {
      throw invalid(text);
    }
    Bits first = Bits.of(literal(parts[0]));
    int prefix = parts.length == 1 ? first.length() : prefix(parts[1], first.length(), text);
    if (!first.masked(prefix).equals(first)) {
      throw invalid(text);
    }
    return new AddressRange(first, prefix);
  }

  /// Whether a text is an address and nothing that would have to be looked up.
  static boolean isLiteral(String text) {
    return LITERAL.matcher(text).matches();
  }

  private static int prefix(String text, int most, String whole) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most) {
      throw invalid(whole);
    }
    return Integer.parseInt(text);
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException failure) {
      throw invalid(text);
    }
  }

  private static Problem invalid(String text) {
    return Problem.invalid(
        "invalid_address_range",
        "\""
            + text
            + "\" is no range of addresses; write it like 10.1.0.0/16 or fd00:1::/32, with zeros after the prefix.");
  }

  /// Whether the address lies inside.
  boolean contains(InetAddress address) {
    Bits bits = Bits.of(address);
    return bits.length() == first.length() && bits.masked(prefix).equals(first);
  }
}
