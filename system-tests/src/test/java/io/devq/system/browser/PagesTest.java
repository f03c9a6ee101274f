package io.devq.system.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Stage.class)
@Timeout(180)
class PagesTest {

  private static final int WIDE = 1280;
  private static final int NARROW = 400;

  /// Where pictures of all pages are kept, for people; unset for nowhere.
  private static final String PICTURES = System.getenv("DEVQ_TEST_PICTURES");

  private static Map<String, String> pages(Content content) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("/", "nightly-report");
    pages.put("/jobs", "nightly-report");
    pages.put("/jobs/" + content.job(), "Europe/Madrid");
    pages.put("/runs", "SUCCEEDED");
    pages.put("/runs/" + content.succeeded(), "hello");
    pages.put("/runs/" + content.failed(), "Exit code");
    pages.put("/builds", "site #1");
    pages.put("/builds/" + content.build(), "site.tar.gz");
    pages.put("/deployments", "site in prod");
    pages.put("/deployments/" + content.deployment(), "eu-2");
    pages.put("/regions", "us-1");
    pages.put("/workers", "local");
    pages.put("/runs?state=EXPIRED", "No such run");
    pages.put("/nothing", "There is nothing at /nothing");
    pages.put("/docs", "/api/v1/jobs/{id}/pause");
    pages.put("/docs/problems", "invalid_cron");
    pages.put("/docs/problems/invalid_cron", "Write five fields");
    pages.put("/sign-in", "devq login --link");
    return pages;
  }

  private static void signIn(Premises premises, Tab tab) {
    tab.open(premises.signInLink());
    tab.await("document.title.startsWith('Overview')");
  }

  @Test
  void everyPageShowsItsContentAndPleasesEverybody(Premises premises, Content content, Tab tab)
      throws IOException {
    signIn(premises, tab);
    List<String> flaws = new ArrayList<>();
    for (Map.Entry<String, String> page : pages(content).entrySet()) {
      for (int width : List.of(WIDE, NARROW)) {
        tab.resize(width, 1000);
        tab.open(premises.at(page.getKey()));
        tab.await("document.querySelector('main').innerText.includes('" + page.getValue() + "')");
        for (boolean dark : List.of(false, true)) {
          tab.dark(dark);
          String where = page.getKey() + " at " + width + (dark ? ", dark: " : ", light: ");
          Looks.flaws(tab).forEach(flaw -> flaws.add(where + flaw));
          picture(tab, page.getKey(), width, dark);
        }
      }
      Looks.nameless(tab).forEach(flaw -> flaws.add(page.getKey() + ": " + flaw));
      tab.takeComplaints().stream()
          .filter(said -> !(page.getKey().equals("/nothing") && said.contains("404")))
          .forEach(said -> flaws.add(page.getKey() + " complains: " + said));
    }
    assertEquals(List.of(), flaws, () -> String.join("\n", flaws));
  }

  /// Keeps a picture of the page, when somebody wants pictures.
  static void picture(Tab tab, String page, int width, boolean dark) throws IOException {
    if (PICTURES != null) {
      String name = page.replaceAll("_[0-9a-z]{10,}", "").replaceAll("[^a-zA-Z]+", "-") + "-";
      Path file =
          Path.of(PICTURES, name.substring(1) + width + (dark ? "-dark" : "-light") + ".png");
      Files.createDirectories(Path.of(PICTURES));
      tab.paint(file);
    }
  }

  @Test
  void theRulesSeeWhatIsWrong(Premises premises, Tab tab) {
    signIn(premises, tab);
    tab.open(premises.at("/jobs"));
    tab.value(
        """
        (() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend",
            '<h5 id="content">deep</h5><input class="one"><button></button><p class="pale">pale</p><p class="wide">wide</p>');
          main.querySelector(".pale").style.color = "#999";
          main.querySelector(".wide").style.width = "3000px";
          main.querySelector(".one").tabIndex = -1;
          main.querySelector("button").style.outline = "none";
        })()
        """);
    String flaws = String.join("\n", Looks.flaws(tab));
    for (String flaw :
        List.of("skips a level", "id twice", "without a label", "contrast", "px wide")) {
      assertTrue(flaws.contains(flaw), () -> flaw + " was not seen: " + flaws);
    }
    assertTrue(Looks.nameless(tab).size() >= 2, "fields and buttons without names were not seen");
    assertTrue(
        Looks.unreachable(tab).toString().contains("no outline"), "a lost focus was not seen");
  }

  @Test
  void theKeyboardReachesEverythingAndShowsWhereItIs(Premises premises, Content content, Tab tab) {
    signIn(premises, tab);
    List<String> flaws = new ArrayList<>();
    for (String page : pages(content).keySet()) {
      tab.open(premises.at(page));
      Looks.unreachable(tab).forEach(flaw -> flaws.add(page + ": " + flaw));
    }
    assertEquals(List.of(), flaws, () -> String.join("\n", flaws));
  }

  @Test
  void whatAProblemMeansIsToldToAnyone(Premises premises, Tab tab) {
    tab.open(premises.at("/docs/problems/not_deployable"));
    assertTrue(tab.text("main").contains("not in every region"), tab.text("main"));
    assertEquals(List.of(), tab.complaints());
    tab.open(premises.at("/docs/problems/no_such_code"));
    assertTrue(tab.text("main").contains("No problem has the code"), tab.text("main"));
    tab.click("main a[href='/docs/problems/unknown_code']");
    tab.await("document.title.startsWith('unknown_code')");
  }

  @Test
  void aNameThatLooksLikeMarkupIsShownAsItIs(Premises premises, Tab tab) {
    signIn(premises, tab);
    tab.open(premises.at("/jobs"));
    assertTrue(tab.text("main").contains(Content.HOSTILE), tab.text("main"));
    assertEquals(0, tab.value("document.querySelectorAll('img').length").asInt());
    assertEquals(List.of(), tab.complaints());
  }

  @Test
  void noLinkLeadsNowhere(Premises premises, Tab tab) {
    signIn(premises, tab);
    Crawl crawl = new Crawl(tab, premises.at("")).from("/");
    assertEquals(List.of(), crawl.dead(), () -> String.join("\n", crawl.dead()));
    assertTrue(crawl.pages().stream().anyMatch(page -> page.startsWith("/runs/")), crawl::toString);
    for (String entry :
        List.of("/jobs", "/runs", "/builds", "/deployments", "/regions", "/workers")) {
      assertTrue(crawl.pages().contains(entry), () -> entry + " is not linked: " + crawl.pages());
    }
  }
}
