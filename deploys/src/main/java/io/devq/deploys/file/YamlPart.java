package io.devq.deploys.file;

import io.devq.base.Nearest;
import io.devq.base.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A part of a YAML text that knows where it stands, so that whatever is wrong with it is told with
/// line and column.
final class YamlPart {

  /// The longest file, in characters.
  static final int LONGEST = 64 << 10;

  private static final String CODE = "invalid_service_file";

  private final Node node;
  private final String pointer;

  private YamlPart(Node node, String pointer) {
    this.node = node;
    this.pointer = pointer;
  }

  /// The whole text.
  ///
  /// @throws Problem `invalid_service_file`
  static YamlPart read(String text) {
    if (text.length() > LONGEST) {
      throw Problem.invalid(CODE, "The file is longer than " + LONGEST + " characters.");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("service file")
            .setMaxAliasesForCollections(10)
            .setCodePointLimit(LONGEST)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      return new YamlPart(root.orElseThrow(() -> Problem.invalid(CODE, "The file is empty.")), "");
    } catch (MarkedYamlEngineException broken) {
      String place = broken.getProblemMark().map(m -> at(m.getLine(), m.getColumn())).orElse("");
      throw Problem.invalid(CODE, place + broken.getProblem() + ".");
    } catch (YamlEngineException broken) {
      throw Problem.invalid(CODE, String.valueOf(broken.getMessage()));
    }
  }

  private static String at(int line, int column) {
    return "Line " + (line + 1) + ", column " + (column + 1) + ": ";
  }

  /// What is wrong here.
  Problem wrong(String message) {
    return Problem.invalid(CODE, place() + message, pointer.isEmpty() ? "/" : pointer);
  }

  private String place() {
    return node.getStartMark().map(m -> at(m.getLine(), m.getColumn())).orElse("");
  }

  /// The entries of a mapping by key, in the order of the text.
  Map<String, YamlPart> entries() {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("a mapping is expected here, such as `key: value`.");
    }
    Map<String, YamlPart> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlPart key = new YamlPart(tuple.getKeyNode(), pointer);
      String name = key.text();
      YamlPart value = new YamlPart(tuple.getValueNode(), pointer + "/" + name);
      if (entries.put(name, value) != null) {
        throw key.wrong("\"" + name + "\" stands here a second time.");
      }
    }
    return entries;
  }

  /// The entries of a mapping that has only the keys named; a key not asked for is refused with the
  /// nearest right one.
  Map<String, YamlPart> entries(List<String> allowed) {
    Map<String, YamlPart> entries = entries();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        YamlPart key = new YamlPart(tuple.getKeyNode(), pointer);
        if (!allowed.contains(key.text())) {
          throw key.wrong(
              "there is no key \"" + key.text() + "\" here; " + Nearest.hint(key.text(), allowed));
        }
      }
    }
    return entries;
  }

  /// A value of a mapping.
  @Nullable YamlPart get(String key) {
    return entries().get(key);
  }

  /// A value that must be there.
  YamlPart require(String key) {
    YamlPart value = get(key);
    if (value == null) {
      throw wrong("\"" + key + "\" is missing.");
    }
    return value;
  }

  /// The items of a sequence; a single value counts as a sequence of one.
  List<YamlPart> items() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<YamlPart> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new YamlPart(item, pointer + "/" + items.size()));
    }
    return items;
  }

  /// The text of a scalar, not empty.
  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw wrong("a value is expected here.");
  }

  /// The text of a scalar, which may be empty.
  String anyText() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong("a value is expected here.");
  }

  /// A whole number of a range.
  int number(int least, int most) {
    String text = text();
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw wrong("\"" + text + "\" is not a number from " + least + " to " + most + ".");
  }
}
