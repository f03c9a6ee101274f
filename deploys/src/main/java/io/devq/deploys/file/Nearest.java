package io.devq.deploys.file;

import java.util.Comparator;
import java.util.List;

/// Finds the word somebody meant, by edit distance (Levenshtein, 1966).
final class Nearest {

  private static final int FARTHEST = 3;

  private Nearest() {}

  /// A sentence with the nearest of the allowed words, or with all of them.
  static String hint(String word, List<String> allowed) {
    return allowed.stream()
        .min(Comparator.comparingInt(other -> distance(word, other)))
        .filter(other -> distance(word, other) <= FARTHEST)
        .map(other -> "did you mean \"" + other + "\"?")
        .orElse("allowed are " + String.join(", ", allowed) + ".");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
