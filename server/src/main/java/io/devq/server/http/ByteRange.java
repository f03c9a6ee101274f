package io.devq.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One range of bytes (RFC 9110, section 14.1.2). A negative `first` counts from the end.
///
/// @param last inclusive
record ByteRange(long first, long last) {

  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// The range in a `Range` header, or null when there is none or are several: then all bytes are
  /// sent, as the RFC allows.
  static @Nullable ByteRange parse(String header) {
    Matcher range = ONE.matcher(header.strip());
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return null;
    }
    if (range.group(1).isEmpty()) {
      long suffix = Long.parseLong(range.group(2));
      return new ByteRange(suffix == 0 ? Long.MAX_VALUE : -suffix, Long.MAX_VALUE);
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    return last < first ? null : new ByteRange(first, last);
  }

  /// Whether none of `length` bytes is in it.
  boolean isOutside(long length) {
    return first >= length;
  }

  /// The part of it that lies in `length` bytes.
  ByteRange within(long length) {
    return first < 0
        ? new ByteRange(Math.max(0, length + first), length - 1)
        : new ByteRange(first, Math.min(last, length - 1));
  }
}
