package io.devq.system.architecture;

import static io.devq.system.architecture.Program.CLASSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static final Set<String> PACKAGES =
      Set.of("util", "utils", "common", "helper", "helpers", "impl", "misc", "shared");

  private static final Pattern CLASS =
      Pattern.compile(
          ".*(Manager|Helper|Helpers|Util|Utils|Impl)|(Abstract|Common)\\p{Lu}.*|Base\\p{Lu}.*");

  @Test
  void noPackageIsNamedForNothing() {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("io.devq"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(packages.size() > 20, packages::toString);
    assertEquals(
        List.of(),
        packages.stream()
            .filter(name -> Arrays.stream(name.split("\\.")).anyMatch(PACKAGES::contains))
            .toList());
  }

  @Test
  void noClassIsNamedForNothing() {
    assertEquals(
        List.of(),
        CLASSES.stream()
            .filter(type -> CLASS.matcher(type.getSimpleName()).matches())
            .map(JavaClass::getName)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JobManager", "TextHelper", "StringUtils", "JobsImpl", "AbstractJob", "BaseJob"})
  void suchNamesAreFound(String name) {
    assertTrue(CLASS.matcher(name).matches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Jobs", "Baseline", "Commons", "Simple", "Utility", "Abstraction"})
  void otherNamesAreNot(String name) {
    assertFalse(CLASS.matcher(name).matches());
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith("io.devq")
          && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(type.getPackageName());
      }
    }
    assertEquals(Set.of(), unmarked);
  }
}
