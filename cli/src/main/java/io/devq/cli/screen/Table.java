package io.devq.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Rows under headings, in columns as wide as their widest cell.
public final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /// A table with headings.
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /// One more row; as many cells as there are headings.
  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "a row of "
              + cells.length
              + " cells in a table of "
              + rows.getFirst().size()
              + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /// Hands over line by line; without rows, only `otherwise`.
  public void print(Consumer<String> line, String otherwise) {
    if (rows.size() == 1) {
      line.accept(otherwise);
      return;
    }
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Style.width(row.get(i)));
      }
    }
    rows.forEach(row -> line.accept(line(row, widths)));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      line.append(cell);
      if (i < widths.length - 1) {
        line.repeat(' ', widths[i] - Style.width(cell)).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
