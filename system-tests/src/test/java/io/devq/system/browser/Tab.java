package io.devq.system.browser;

import io.devq.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/// One tab: goes to pages, looks at them, clicks, and collects what the browser complains of.
final class Tab {

  private static final Set<String> LOUD = Set.of("error", "warning", "assert");

  private final DevTools tools;
  private final String session;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Tab(DevTools tools, String session) {
    this.tools = tools;
    this.session = session;
    tools.listen(this::hear);
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
      send(domain + ".enable", Map.of());
    }
  }

  private JsonNode send(String method, Map<String, ?> parameters) {
    return tools.send(session, method, parameters);
  }

  private void hear(DevTools.Event event) {
    if (!event.session().equals(session)) {
      return;
    }
    JsonNode said = event.parameters();
    switch (event.method()) {
      case "Runtime.exceptionThrown" -> complaints.add(said.get("exceptionDetails").toString());
      case "Log.entryAdded" -> log(said.get("entry"));
      case "Runtime.consoleAPICalled" -> {
        if (LOUD.contains(said.get("type").asString())) {
          complaints.add(said.get("args").toString());
        }
      }
      case "Network.loadingFailed" -> {
        // leaving a page ends the streams it read
        if (!said.path("canceled").asBoolean()) {
          complaints.add("failed request: " + said);
        }
      }
      default -> {}
    }
  }

  private void log(JsonNode entry) {
    if (LOUD.contains(entry.get("level").asString())) {
      complaints.add(entry.get("source").asString() + ": " + entry);
    }
  }

  /// All errors and warnings so far: of scripts, of the console, of the network, and breaches of
  /// the page's security policy.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /// Forgets what was complained of, and gives it.
  List<String> takeComplaints() {
    List<String> taken = List.copyOf(complaints);
    complaints.clear();
    return taken;
  }

  /// Goes to a page; returns when it has been read whole.
  void open(String url) {
    JsonNode gone = send("Page.navigate", Map.of("url", url));
    if (gone.has("errorText")) {
      throw new AssertionError(url + ": " + gone.get("errorText"));
    }
    await("location.href !== 'about:blank' && document.readyState === 'complete'");
  }

  /// Runs a script on every page from now on, before the page's own.
  void onEveryPage(String script) {
    send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /// Where it is: path and query.
  String path() {
    return value("location.pathname + location.search").asString();
  }

  /// What an expression gives, a promise awaited.
  JsonNode value(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of(
                "expression", expression,
                "awaitPromise", true,
                "returnByValue", true,
                "userGesture", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    JsonNode result = answer.get("result");
    return result.has("value") ? result.get("value") : Json.tolerant().mapper().nullNode();
  }

  /// The text of an element as the page shows it.
  String text(String selector) {
    return value("document.querySelector(" + quoted(selector) + ").innerText").asString();
  }

  /// Waits until a condition holds, on this page or the one it leads to.
  ///
  /// @throws AssertionError after half a minute, with the page as it is then
  void await(String condition) {
    String watch =
        """
        new Promise(done => {
          const end = performance.now() + 30000;
          const look = () => {
            let held = false;
            try { held = Boolean(%s); } catch (_) { /* not there yet */ }
            if (held || performance.now() > end) done(held); else setTimeout(look, 25);
          };
          look();
        })
        """
            .formatted(condition);
    for (int page = 0; page < 10; page++) {
      try {
        if (value(watch).asBoolean()) {
          return;
        }
        break;
      } catch (DevTools.Refused _) {
        // the page was left while we watched; watch the next one
      }
    }
    throw new AssertionError(
        "never came true: " + condition + "\n" + value("document.documentElement.outerHTML"));
  }

  /// Clicks in the middle of an element, as a mouse does.
  void click(String selector) {
    JsonNode at =
        value(
            """
            (() => {
              const element = document.querySelector(%s);
              element.scrollIntoView({block: "center"});
              const box = element.getBoundingClientRect();
              return {x: box.x + box.width / 2, y: box.y + box.height / 2};
            })()
            """
                .formatted(quoted(selector)));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get("x").asDouble(),
              "y",
              at.get("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /// Makes the page believe that its reader likes it dark.
  void dark(boolean dark) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /// Gives the window a size.
  void resize(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// Puts text into a field, as if it were pasted.
  void type(String selector, String text) {
    value("document.querySelector(" + quoted(selector) + ").focus()");
    send("Input.insertText", Map.of("text", text));
  }

  /// Presses a key and lets it go.
  ///
  /// @param code its number, such as 9 for Tab
  void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /// What a screen reader is told: every node of the page, as the protocol gives it.
  JsonNode spoken() {
    return send("Accessibility.getFullAXTree", Map.of()).get("nodes");
  }

  /// Paints the page, to its end but not beyond 4000 pixels, into a PNG file.
  void paint(Path file) {
    JsonNode size = send("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
    Map<String, Object> clip =
        Map.of(
            "x", 0,
            "y", 0,
            "width", size.get("width").asDouble(),
            "height", Math.min(4000, size.get("height").asDouble()),
            "scale", 1);
    JsonNode image =
        send(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    try {
      Files.write(file, Base64.getDecoder().decode(image.get("data").asString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static String quoted(String text) {
    return Json.strict().text(text);
  }
}
