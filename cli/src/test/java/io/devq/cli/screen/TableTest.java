package io.devq.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private final List<String> lines = new ArrayList<>();

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    new Table("A", "BB").row("long", "x").row("y", "z").print(lines::add, "none");
    assertEquals(List.of("A     BB", "long  x", "y     z"), lines);
  }

  @Test
  void coloursTakeNoRoom() {
    new Table("A", "B").row(Style.COLOUR.good("ok"), "x").row("abc", "y").print(lines::add, "none");
    assertEquals("A    B", lines.getFirst());
    assertEquals(Style.COLOUR.good("ok") + "   x", lines.get(1));
  }

  @Test
  void withoutRowsItSaysSo() {
    new Table("A").print(lines::add, "none");
    assertEquals(List.of("none"), lines);
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A").row("x", "y"));
  }
}
