package io.devq.system.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What scripts wrote down outside while they ran; see `witness.sh`.
record Witness(List<Note> notes) {

  /// One line.
  ///
  /// @param kind `B` begins, `C` a process beside it, `L` a line of its log, `E` ends, `X` a
  ///   process of an earlier attempt lives
  record Note(String kind, String run, int attempt, long number, String rest) {

    static Note parse(String line) {
      String[] fields = line.split(" ", 5);
      return new Note(
          fields[0], fields[1], Integer.parseInt(fields[2]), Long.parseLong(fields[3]), fields[4]);
    }
  }

  /// Reads the lines that are whole.
  static Witness read(Path file) throws IOException {
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    return new Witness(whole.lines().map(Note::parse).toList());
  }

  /// Whether a run has come to printing a line.
  boolean printed(String run, int line) {
    return notes.stream()
        .anyMatch(
            note -> note.kind().equals("L") && note.run().equals(run) && note.number() >= line);
  }

  /// How many lines a run's attempt has begun to print.
  long lines(String run, int attempt) {
    return notes.stream()
        .filter(note -> note.kind().equals("L"))
        .filter(note -> note.run().equals(run) && note.attempt() == attempt)
        .count();
  }

  /// How many attempts of a run have come to their end.
  long ends(String run) {
    return notes.stream().filter(n -> n.kind().equals("E") && n.run().equals(run)).count();
  }

  /// Checks that no attempt began twice, none did anything after a later one of its run had begun,
  /// and no process of an earlier one lived then.
  void assertNothingRanTwiceAtOnce() {
    Map<String, Integer> newest = new HashMap<>();
    Set<String> begun = new HashSet<>();
    List<Note> wrong = new ArrayList<>();
    for (Note note : notes) {
      boolean clash = note.kind().equals("X");
      if (note.kind().equals("B")) {
        clash = !begun.add(note.run() + " " + note.attempt());
        newest.merge(note.run(), note.attempt(), Math::max);
      }
      if (clash || note.attempt() < newest.getOrDefault(note.run(), 0)) {
        wrong.add(note);
      }
    }
    assertEquals(List.of(), wrong, () -> "ran twice at once; all notes:\n" + this);
  }

  /// Checks that no process that was written down lives.
  void assertAllAreDead() {
    List<Note> alive =
        notes.stream()
            .filter(note -> note.kind().equals("B") || note.kind().equals("C"))
            .filter(note -> Processes.bornAt(note.number()).equals(note.rest().split(" ", 2)[0]))
            .toList();
    assertTrue(alive.isEmpty(), () -> "still alive: " + alive);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }
}
