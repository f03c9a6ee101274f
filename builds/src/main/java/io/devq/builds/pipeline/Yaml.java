package io.devq.builds.pipeline;

import io.devq.builds.BuildLimits;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Bytes to a tree of nodes that know where they stand. Depth and aliases are counted on the flat
/// stream of events first, so that a hostile file cannot exhaust the stack or the memory.
final class Yaml {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setLabel(PipelineFile.NAME)
          .setCodePointLimit(BuildLimits.PIPELINE_BYTES)
          .setAllowNonScalarKeys(true)
          .setMaxAliasesForCollections(BuildLimits.ALIASES)
          .build();

  private Yaml() {}

  /// The tree, or null when there is none, which `flaws` then explains.
  static @Nullable Node read(byte[] bytes, Flaws flaws) {
    if (bytes.length > BuildLimits.PIPELINE_BYTES) {
      flaws.add(
          1, 1, "the file is larger than " + BuildLimits.PIPELINE_BYTES / 1024 + " KB; shorten it");
      return null;
    }
    String text = decode(bytes, flaws);
    return text == null ? null : compose(text, flaws);
  }

  private static @Nullable String decode(byte[] bytes, Flaws flaws) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      flawAt(text, text.length(), "this is not UTF-8; save the file as UTF-8", flaws);
      return null;
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void flawAt(String text, int index, String message, Flaws flaws) {
    int line = 1;
    int column = 1;
    for (int at = 0; at < Math.min(index, text.length()); at++) {
      boolean ends = text.charAt(at) == '\n';
      line += ends ? 1 : 0;
      column = ends ? 1 : column + 1;
    }
    flaws.add(line, column, message);
  }

  private static @Nullable Node compose(String text, Flaws flaws) {
    try {
      if (!bounded(new Parse(SETTINGS).parseString(text).iterator(), flaws)) {
        return null;
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        flaws.add(1, 1, "the file is empty; it needs at least one step under \"steps\"");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException broken) {
      Mark mark = broken.getProblemMark().or(broken::getContextMark).orElse(null);
      flaws.add(
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "this is not YAML: " + sentence(broken.getProblem()));
    } catch (ReaderException broken) {
      int index = text.offsetByCodePoints(0, broken.getPosition());
      flawAt(text, index, "this character may not stand in YAML", flaws);
    } catch (YamlEngineException broken) {
      flaws.add(1, 1, "this is not YAML: " + sentence(broken.getMessage()));
    }
    return null;
  }

  private static String sentence(@Nullable String problem) {
    return problem == null ? "it cannot be read" : problem.replaceAll("\\s+", " ").strip();
  }

  private static boolean bounded(Iterator<Event> events, Flaws flaws) {
    int depth = 0;
    int aliases = 0;
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      aliases += event instanceof AliasEvent ? 1 : 0;
      documents += event instanceof DocumentStartEvent ? 1 : 0;
      String breach = breach(depth, aliases, documents);
      if (breach != null) {
        Mark mark = event.getStartMark().orElse(null);
        flaws.add(
            mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, breach);
        return false;
      }
    }
    return true;
  }

  private static @Nullable String breach(int depth, int aliases, int documents) {
    if (depth > BuildLimits.DEPTH) {
      return "this nests deeper than " + BuildLimits.DEPTH + " levels";
    }
    if (aliases > BuildLimits.ALIASES) {
      return "the file uses more than " + BuildLimits.ALIASES + " aliases";
    }
    return documents > 1 ? "a second document begins here; the file holds one" : null;
  }
}
