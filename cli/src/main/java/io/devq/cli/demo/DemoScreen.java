package io.devq.cli.demo;

import io.devq.cli.screen.Style;
import java.io.PrintStream;

/// What the tour shows: acts with their steps, each with the command that would do it by hand.
final class DemoScreen {

  private static final String INDENT = "   ";

  private final PrintStream to;
  private final Style style;
  private final boolean terminal;
  private final Picture picture = new Picture();
  private boolean waiting;
  private boolean over;
  private long waits;
  private int act;

  /// A screen on standard output, or on standard error when the result goes to the former.
  DemoScreen(boolean json) {
    this.to = json ? System.err : System.out;
    this.style = Style.of(json ? 2 : 1);
    this.terminal = Style.terminal(json ? 2 : 1);
  }

  /// How this screen may be coloured.
  Style style() {
    return style;
  }

  /// Whether a person sits in front of it.
  boolean isTerminal() {
    return terminal;
  }

  /// A line as it is.
  synchronized void line(String text) {
    clear();
    to.println(text);
  }

  /// A line of the result, which is in its picture too.
  void result(String text) {
    picture.add(text);
    line((INDENT + text).stripTrailing());
  }

  /// The lines of the result as a picture.
  Picture picture() {
    return picture;
  }

  /// The first lines: what is shown, where it takes place, and how the commands below find it.
  void title(String text, DemoStage stage) {
    line(style.bold(text) + style.dim("   in " + stage.folder().root()));
    line(style.dim("For the commands below: export DEVQ_DATA=" + stage.data()));
  }

  /// Begins an act.
  void act(String title) {
    act++;
    line("");
    line(style.bold(act + "  " + title));
  }

  /// Something that has come true, and how to do it by hand.
  void done(String what, String command) {
    line(INDENT + style.good("✓") + " " + what);
    line(INDENT + "  " + style.dim("$ " + command));
  }

  /// Something that has come true by itself.
  void done(String what) {
    line(INDENT + style.good("✓") + " " + what);
  }

  /// Something refused, as it should be.
  void refused(String what, String command) {
    line(INDENT + style.warn("✋") + " " + what);
    line(INDENT + "  " + style.dim("$ " + command));
  }

  /// A line that belongs to the step before.
  void detail(String text) {
    line(INDENT + "  " + text);
  }

  /// A line of a log.
  void log(String text) {
    line(INDENT + style.dim("│ ") + text);
  }

  /// What is being waited for, on one line that the next one replaces; only on a terminal.
  synchronized void waiting(String text) {
    waits++;
    if (terminal && !over) {
      to.print("\r\u001b[K" + INDENT + style.dim("… " + text));
      to.flush();
      waiting = true;
    }
  }

  /// From here on nothing is shown to be waited for.
  synchronized void endWaiting() {
    clear();
    over = true;
  }

  /// How often [#waiting] has been told something.
  synchronized long waits() {
    return waits;
  }

  private void clear() {
    if (waiting) {
      to.print("\r\u001b[K");
      waiting = false;
    }
  }
}
