package io.devq.system.browser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Follows every link, from one page on, with the cookies of a tab, and remembers those that lead
/// nowhere.
final class Crawl {

  /// More pages than the tests have.
  private static final int MOST = 500;

  /// Fetches a page as a browser does, and gives what came and where its links lead.
  private static final String FETCH =
      """
      fetch(ADDRESS, {headers: {Accept: "text/html,*/*"}}).then(async answer => {
        const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
        const text = await answer.text();
        const page = html ? new DOMParser().parseFromString(text, "text/html") : null;
        return {
          status: answer.status,
          to: new URL(answer.url).pathname,
          links: page ? [...page.querySelectorAll("a[href]")].map(link => link.getAttribute("href")) : [],
          parts: page ? [...page.querySelectorAll("[id]")].map(part => part.id) : [],
        };
      })
      """;

  private final Tab tab;
  private final String origin;
  private final Map<String, String> askedBy = new LinkedHashMap<>();
  private final List<String> dead = new ArrayList<>();

  Crawl(Tab tab, String origin) {
    this.tab = tab;
    this.origin = origin;
  }

  /// Follows all links of a page, of the pages these lead to, and so on.
  Crawl from(String start) {
    Deque<String> open = new ArrayDeque<>(List.of(start));
    askedBy.put(start, "the test");
    while (!open.isEmpty() && askedBy.size() < MOST) {
      String page = open.remove();
      JsonNode answer = tab.value(FETCH.replace("ADDRESS", Tab.quoted(origin + page)));
      if (answer.get("status").asInt() != 200 || answer.get("to").asString().equals("/sign-in")) {
        dead.add(page + " on " + askedBy.get(page) + " leads to " + answer);
      }
      for (JsonNode link : answer.get("links")) {
        follow(page, link.asString(), answer.get("parts"), open);
      }
    }
    return this;
  }

  private void follow(String page, String link, JsonNode parts, Deque<String> open) {
    if (link.startsWith("#")) {
      if (parts.valueStream().noneMatch(part -> part.asString().equals(link.substring(1)))) {
        dead.add(link + " on " + page + " names no part of it");
      }
    } else if (!link.startsWith("/") || link.startsWith("//")) {
      dead.add(link + " on " + page + " leads away");
    } else if (askedBy.putIfAbsent(link, page) == null) {
      open.add(link);
    }
  }

  /// The links that lead nowhere, with the page they are on.
  List<String> dead() {
    return List.copyOf(dead);
  }

  /// All that was fetched.
  Set<String> pages() {
    return Set.copyOf(askedBy.keySet());
  }
}
