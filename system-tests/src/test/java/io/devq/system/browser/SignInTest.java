package io.devq.system.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Stage.class)
@Timeout(120)
class SignInTest {

  @Test
  void aLinkSignsInOnceAndSaysSoWhenItIsUsedAgain(Premises premises, Tab first, Tab second) {
    String link = premises.signInLink();
    first.open(link);
    first.await("document.title.startsWith('Overview')");
    assertTrue(first.text("nav").contains("Deployments"), first.text("nav"));
    assertEquals(List.of(), first.complaints());

    second.open(link);
    String said = second.text("main");
    assertTrue(said.contains("This link has been used"), said);
    assertTrue(said.contains("devq login --link"), said);
    second.open(premises.at("/jobs"));
    assertEquals("/sign-in?next=%2Fjobs", second.path());
  }

  @Test
  void whoIsNotSignedInIsToldHowAndGoesOnWhereHeWanted(Premises premises, Tab tab)
      throws Exception {
    tab.open(premises.at("/builds?state=FAILED"));
    String said = tab.text("main");
    assertTrue(said.contains("devq login --link"), said);
    assertEquals(List.of(), tab.complaints());

    tab.type("#token", premises.adminToken());
    tab.click("main form button");
    tab.await("document.title.startsWith('Builds')");
    assertEquals("/builds?state=FAILED", tab.path());
    tab.click(".caller button");
    tab.await("document.title.startsWith('Sign in')");
    tab.open(premises.at("/"));
    assertTrue(tab.path().startsWith("/sign-in"), tab.path());
  }

  @Test
  void aWrongTokenIsRefusedInWords(Premises premises, Tab tab) {
    tab.open(premises.at("/sign-in"));
    tab.type("#token", "devq_wrong");
    tab.click("main form button");
    tab.await("document.querySelector('[role=alert]')");
    assertTrue(tab.text("[role=alert]").contains("not known here"), tab.text("main"));
  }
}
