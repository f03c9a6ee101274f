package io.devq.system.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Stage.class)
@Timeout(120)
class LogTest {

  /// Longer than anyone likes to wait, short enough to notice a page that hangs on a busy machine.
  private static final int LONGEST_PAUSE_MILLIS = 2000;

  private static final String WRITES_STRANGE_THINGS =
      """
      printf '<script>alert(1)</script><b>bold</b>\\n'
      printf '\\033[1;31mred and bold\\033[0m plain \\033]0;a title\\007\\033[2J\\033[38;5;200mpink\\033[0m\\n'
      printf 'working 1%%\\rworking 100%%\\n'
      head -c 30000 /dev/zero | tr '\\0' x
      printf '\\n\\342\\200\\256backwards\\nlast'
      """;

  private static Tab open(Premises premises, Tab tab, RunId run) throws InterruptedException {
    premises.ended(run);
    tab.open(premises.signInLink());
    tab.await("document.title.startsWith('Overview')");
    tab.open(premises.at("/runs/" + run));
    tab.await("document.querySelector('[data-log-state]').innerText.includes('complete')");
    return tab;
  }

  private static String line(Tab tab, int number) {
    return tab.text("#L" + number + " > span");
  }

  @Test
  void whatALogHoldsIsShownAsTextInItsColours(Premises premises, Tab tab)
      throws InterruptedException, IOException {
    open(premises, tab, premises.shell(WRITES_STRANGE_THINGS, Map.of("name", "strange-log")));
    assertEquals("<script>alert(1)</script><b>bold</b>", line(tab, 1));
    assertEquals("red and bold plain pink", line(tab, 2));
    assertEquals("red and bold", tab.text("#L2 .bold.c1"));
    assertEquals("working 100%", line(tab, 3));
    assertTrue(line(tab, 4).endsWith(" … 10000 more characters"), "a long line is not cut");
    assertEquals("backwards", line(tab, 5));
    assertEquals("last", line(tab, 6));
    PagesTest.picture(tab, "/strange-log", 1280, true);
    tab.resize(400, 1000);
    assertTrue(tab.value("document.querySelector('.log').scrollWidth <= 400").asBoolean());
    assertEquals(List.of(), Looks.flaws(tab));
    assertEquals(List.of(), tab.complaints());
  }

  @Test
  void aLinkToALineShowsIt(Premises premises, Tab tab) throws Exception {
    RunId run = premises.shell("seq 500", Map.of("name", "counting"));
    open(premises, tab, run);
    tab.open(premises.at("/runs/" + run + "#L250"));
    tab.value("location.reload()");
    tab.await("document.querySelector('#L250.meant') && document.getElementById('L500')");
    tab.await(
        "(box => box.top >= 0 && box.bottom <= innerHeight)"
            + "(document.getElementById('L250').getBoundingClientRect())");
    assertEquals(
        "false", tab.value("document.querySelector('[data-log-follow]').ariaPressed").asString());
    assertEquals(List.of(), tab.complaints());
  }

  @Test
  void aHundredThousandLinesNeverStopThePage(Premises premises, Tab tab) throws Exception {
    RunId run = premises.shell("seq -f 'line %.0f of many, as builds write them' 101000", Map.of());
    premises.ended(run);
    tab.open(premises.signInLink());
    tab.await("document.title.startsWith('Overview')");
    tab.open(premises.at("/nothing"));
    tab.takeComplaints();
    tab.onEveryPage(
        """
        window.longest = 0;
        let before = performance.now();
        setInterval(() => {
          const now = performance.now();
          longest = Math.max(longest, now - before);
          before = now;
        }, 10);
        """);
    tab.open(premises.at("/runs/" + run));
    tab.await("document.getElementById('L101000')");
    assertEquals("line 101000 of many, as builds write them", line(tab, 101000));
    assertTrue(
        tab.text(".log p").startsWith("The first 500 lines are in the raw log"),
        tab.text(".log p"));
    assertTrue(tab.value("document.querySelectorAll('.log .row').length <= 100500").asBoolean());
    int longest = tab.value("longest").asInt();
    assertTrue(longest < LONGEST_PAUSE_MILLIS, () -> "the page stood still for " + longest + " ms");
    assertEquals(List.of(), tab.complaints());
  }
}
