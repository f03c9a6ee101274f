package io.devq.system.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How a page is judged: by rules that hold for every page (WCAG 2.2 AA, as far as a program can
/// tell).
final class Looks {

  /// More presses of Tab than any page of the tests needs.
  private static final int PRESSES = 500;

  private static final int TAB = 9;

  /// What somebody operates, and must therefore have a name.
  private static final Set<String> OPERATED =
      Set.of("button", "link", "textbox", "combobox", "checkbox", "searchbox", "region");

  private Looks() {}

  private static String script(String name) {
    try (InputStream in = Looks.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What is wrong with structure, labels, contrast and width.
  static List<String> flaws(Tab tab) {
    List<String> flaws = new ArrayList<>();
    tab.value(script("inspect.js")).forEach(flaw -> flaws.add(flaw.asString()));
    return flaws;
  }

  /// What a screen reader would have no name for.
  static List<String> nameless(Tab tab) {
    List<String> nameless = new ArrayList<>();
    for (JsonNode node : tab.spoken()) {
      String role = node.at("/role/value").asString("");
      boolean operated = OPERATED.contains(role) && !node.get("ignored").asBoolean();
      if (operated && node.at("/name/value").asString("").isBlank()) {
        nameless.add("no name: " + node);
      }
    }
    return nameless;
  }

  /// What the keyboard does not reach, or reaches without showing it.
  static List<String> unreachable(Tab tab) {
    tab.value(script("focus.js"));
    List<String> complaints = new ArrayList<>();
    for (int press = 0; press < PRESSES; press++) {
      tab.press("Tab", TAB);
      if (tab.value("keyboard.at()").asString().isEmpty()) {
        break;
      }
      String unseen = tab.value("keyboard.unseen()").asString();
      if (!unseen.isEmpty()) {
        complaints.add(unseen);
      }
    }
    tab.value("keyboard.missed()").forEach(missed -> complaints.add("missed: " + missed));
    return complaints;
  }
}
