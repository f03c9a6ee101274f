package io.devq.system.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Stage.class)
@Timeout(120)
class LiveRunTest {

  private static final String LOG = "document.querySelector('.log').innerText";

  @TempDir Path folder;

  private static void signIn(Premises premises, Tab tab) {
    tab.open(premises.signInLink());
    tab.await("document.title.startsWith('Overview')");
  }

  /// A script that says a word, waits until a file is there, and says another.
  private String script(Path gate) {
    return "echo first; until [ -e '" + gate + "' ]; do sleep 0.05; done; echo second";
  }

  @Test
  void aLogGrowsAndTheStateChangesWithoutAReload(Premises premises, Tab tab) throws Exception {
    Path gate = folder.resolve("gate");
    RunId run = premises.shell(script(gate), Map.of("name", "live-log"));
    signIn(premises, tab);
    tab.open(premises.at("/runs/" + run));
    tab.value("window.unloaded = false; addEventListener('pagehide', () => { unloaded = true; })");
    tab.await(LOG + ".includes('first')");
    tab.await("document.querySelector('#live .badge').innerText.includes('RUNNING')");
    assertTrue(!tab.text(".log").contains("second"), tab.text(".log"));

    Files.createFile(gate);
    tab.await(LOG + ".includes('second')");
    tab.await("document.querySelector('#live .badge').innerText.includes('SUCCEEDED')");
    tab.await("document.querySelector('[data-log-state]').innerText.includes('complete')");
    assertEquals("false", tab.value("String(window.unloaded)").asString());
    assertEquals(List.of(), tab.complaints());
  }

  @Test
  void theButtonCancelsARunningRunAfterAsking(Premises premises, Tab tab) throws Exception {
    RunId run = premises.shell(script(folder.resolve("never")), Map.of("name", "endless"));
    signIn(premises, tab);
    tab.open(premises.at("/runs/" + run));
    tab.await(LOG + ".includes('first')");
    tab.await("document.querySelector('#live .badge').innerText.includes('RUNNING')");

    tab.click("#live .buttons button");
    tab.await("document.querySelector('dialog').open");
    tab.click("dialog [value=no]");
    tab.await("!document.querySelector('dialog').open");
    tab.click("#live .buttons button");
    tab.await("document.querySelector('dialog').open");
    tab.click("dialog [value=yes]");

    tab.await("document.querySelector('#live .badge').innerText.includes('CANCELLED')");
    assertEquals("CANCELLED", premises.ended(run).state());
    assertEquals(List.of(), tab.complaints());
  }
}
