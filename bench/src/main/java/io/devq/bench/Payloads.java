package io.devq.bench;

import java.util.ArrayList;
import java.util.List;

/// What every job carries: about 200 bytes of JSON.
final class Payloads {

  /// How many jobs go into one insert.
  static final int BATCH = 1_000;

  private static final String REST = "x".repeat(170);

  private Payloads() {}

  /// The payloads from one number on.
  static List<String> batch(int from, int count) {
    List<String> payloads = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      payloads.add("{\"number\": \"%010d\", \"rest\": \"%s\"}".formatted(i, REST));
    }
    return payloads;
  }
}
