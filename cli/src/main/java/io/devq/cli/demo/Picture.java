package io.devq.cli.demo;

import io.devq.cli.screen.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Lines of text as an SVG picture that is readable on light and on dark pages.
final class Picture {

  private static final int LINE_HEIGHT = 19;
  private static final double COLUMN = 8.43; // of a monospaced font of 14 px
  private static final int MARGIN = 20;
  private static final String GOOD = "✓";
  private static final String BAD = "✗";

  private final List<String> lines = new ArrayList<>();

  /// Adds a line; its colours are left out.
  void add(String line) {
    lines.add(Style.bare(line).stripTrailing());
  }

  /// Writes the picture.
  ///
  /// @param title what it shows, for those who cannot see it
  void write(Path file, String title) throws IOException {
    Files.writeString(file, text(title));
  }

  String text(String title) {
    int columns = lines.stream().mapToInt(Style::width).max().orElse(0);
    int width = (int) (columns * COLUMN) + 2 * MARGIN;
    int height = lines.size() * LINE_HEIGHT + 2 * MARGIN;
    StringBuilder svg = new StringBuilder(head(title, width, height));
    for (int i = 0; i < lines.size(); i++) {
      int y = MARGIN + LINE_HEIGHT * i + LINE_HEIGHT * 3 / 4;
      svg.append(
          "  <text x=\"%d\" y=\"%d\">%s</text>\n".formatted(MARGIN, y, marked(lines.get(i))));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String head(String title, int width, int height) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
      <title>%3$s</title>
      <style>
        rect { fill: #f6f8fa; stroke: #d0d7de }
        text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
        .good { fill: #116329 } .bad { fill: #b3261e }
        @media (prefers-color-scheme: dark) {
          rect { fill: #151b23; stroke: #3d444d } text { fill: #e6edf3 } .good { fill: #4ac26b } .bad { fill: #ff8077 }
        }
      </style>
      <rect x="0.5" y="0.5" width="%4$d" height="%5$d" rx="8"/>
    """
        .formatted(width, height, escaped(title), width - 1, height - 1);
  }

  private static String marked(String line) {
    return escaped(line)
        .replace(GOOD, "<tspan class=\"good\">" + GOOD + "</tspan>")
        .replace(BAD, "<tspan class=\"bad\">" + BAD + "</tspan>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
