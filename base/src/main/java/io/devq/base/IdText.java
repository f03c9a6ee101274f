package io.devq.base;

import java.util.Arrays;
import java.util.UUID;

/// The text form of ids: a prefix, an underscore and 26 characters of Crockford base32, most
/// significant bits first.
final class IdText {

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final byte[] VALUES = new byte[128];
  private static final int LENGTH = 26;

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      VALUES[ALPHABET[i]] = (byte) i;
    }
  }

  private IdText() {}

  static String print(String prefix, UUID id) {
    char[] text = new char[prefix.length() + 1 + LENGTH];
    prefix.getChars(0, prefix.length(), text, 0);
    text[prefix.length()] = '_';
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    for (int i = text.length - 1; i > prefix.length(); i--) {
      text[i] = ALPHABET[(int) (low & 31)];
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(text);
  }

  static UUID parse(String prefix, String text) {
    if (!text.startsWith(prefix + "_") || text.length() != prefix.length() + 1 + LENGTH) {
      throw invalid(prefix, text);
    }
    long high = 0;
    long low = 0;
    for (int i = prefix.length() + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      byte value = c < 128 ? VALUES[c] : -1;
      if (value < 0 || (high >>> 59) != 0) {
        throw invalid(prefix, text);
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | value;
    }
    return new UUID(high, low);
  }

  private static Problem invalid(String prefix, String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.invalid(
        "invalid_id",
        "\""
            + shown
            + "\" is not a "
            + prefix
            + " id; one looks like "
            + prefix
            + "_06e1q5v3ws0m2r7k8g4n9x1c2b.");
  }
}
