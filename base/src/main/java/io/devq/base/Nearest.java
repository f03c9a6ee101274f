package io.devq.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds the word somebody meant, by edit distance without regard to case (Levenshtein, 1966).
public final class Nearest {

  private static final int LONGEST_WORD = 60;
  private static final int FARTHEST = 3;
  private static final int MOST_LISTED = 20;

  private Nearest() {}

  /// The known word nearest to one, however far it is; empty when nothing is known. Of words
  /// equally near the first in alphabetical order.
  public static Optional<String> to(String word, Collection<String> known) {
    String wanted = word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word;
    return known.stream()
        .min(
            Comparator.comparingInt((String other) -> distance(wanted, other))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// The end of a sentence about an unknown word: the nearest known one when it is near, else some
  /// of them.
  public static String hint(String word, Collection<String> known) {
    int farthest = Math.clamp(word.length() / 3, 1, FARTHEST);
    return to(word, known)
        .filter(other -> word.length() <= LONGEST_WORD && distance(word, other) <= farthest)
        .map(other -> "did you mean \"" + other + "\"?")
        .orElseGet(() -> "known are " + String.join(", ", first(known)));
  }

  private static List<String> first(Collection<String> known) {
    return known.stream().limit(MOST_LISTED).toList();
  }

  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
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
