package io.devq.builds.pipeline;

import java.util.Collection;
import java.util.Comparator;

/// Finds the word somebody meant, by edit distance (Levenshtein, 1966).
final class Nearest {

  private static final int LONGEST_WORD = 60;

  private Nearest() {}

  /// The end of a sentence: the nearest of the known words if it is near, else all of them.
  static String hint(String word, Collection<String> known) {
    int farthest = Math.max(1, Math.min(3, word.length() / 3));
    return known.stream()
        .filter(other -> word.length() <= LONGEST_WORD && distance(word, other) <= farthest)
        .min(Comparator.comparingInt(other -> distance(word, other)))
        .map(other -> "did you mean \"" + other + "\"?")
        .orElseGet(() -> "known are " + String.join(", ", known.stream().limit(20).toList()));
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
        row[j] = 1 + Math.min(substituted - 1, Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
