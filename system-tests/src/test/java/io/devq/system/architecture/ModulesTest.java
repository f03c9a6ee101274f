package io.devq.system.architecture;

import static io.devq.system.architecture.Program.CLASSES;
import static io.devq.system.architecture.Program.forbid;
import static io.devq.system.architecture.Program.those;
import static io.devq.system.architecture.Program.under;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ModulesTest {

  /// Fewer classes than this and the rules have not been shown the whole program.
  private static final int FEWEST = 5;

  @ParameterizedTest
  @EnumSource(Module.class)
  void everyModuleIsSeen(Module module) {
    long seen = CLASSES.stream().filter(module::holds).count();
    assertTrue(seen >= FEWEST, () -> seen + " classes seen of " + module.root());
  }

  @Test
  void everyClassIsOfAModuleOfTheTable() {
    List<String> strays =
        CLASSES.stream()
            .filter(type -> Arrays.stream(Module.values()).noneMatch(m -> m.holds(type)))
            .map(JavaClass::getName)
            .toList();
    assertEquals(List.of(), strays);
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void aModuleUsesOnlyWhatTheTableGrants(Module module) {
    String[] banned =
        Stream.of(Module.values())
            .filter(other -> other != module && !module.uses().contains(other))
            .map(Module::root)
            .toArray(String[]::new);
    if (banned.length > 0) {
      forbid(those("of " + module.folder(), module::holds), under(banned), under("io.devq"));
    }
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void theTableOnlyGrantsModulesAbove(Module module) {
    assertTrue(module.uses().stream().allMatch(used -> used.compareTo(module) < 0));
  }

  @Test
  void theReactorHasTheOrderOfTheTable() throws Exception {
    List<String> reactor = texts(pom("pom.xml"), "module");
    List<String> table = Arrays.stream(Module.values()).map(Module::folder).toList();
    assertEquals(table, reactor.subList(0, table.size()));
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void aModuleDeclaresOnlyDependenciesOfTheTable(Module module) throws Exception {
    List<String> granted = module.uses().stream().map(used -> "devq-" + used.folder()).toList();
    NodeList declared = pom(module.folder() + "/pom.xml").getElementsByTagName("dependency");
    for (int i = 0; i < declared.getLength(); i++) {
      Element dependency = (Element) declared.item(i);
      String artifact = text(dependency, "artifactId");
      if (text(dependency, "groupId").equals("io.devq")
          && dependency.getElementsByTagName("scope").getLength() == 0) {
        assertTrue(granted.contains(artifact), () -> module.folder() + " declares " + artifact);
      }
    }
  }

  @Test
  void packagesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .assignedFrom(BY_PACKAGE)
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false)
        .check(CLASSES);
  }

  private static final SliceAssignment BY_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return type.getPackageName().startsWith("io.devq.")
              ? SliceIdentifier.of(type.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static Document pom(String path) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Path.of("..", path).toFile());
  }

  private static List<String> texts(Document document, String tag) {
    NodeList found = document.getElementsByTagName(tag);
    return Stream.iterate(0, i -> i < found.getLength(), i -> i + 1)
        .map(i -> found.item(i).getTextContent().strip())
        .toList();
  }

  private static String text(Element element, String tag) {
    return element.getElementsByTagName(tag).item(0).getTextContent().strip();
  }
}
