package io.devq.system.architecture;

import static io.devq.system.architecture.Program.CLASSES;
import static io.devq.system.architecture.Program.under;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Where time comes from, and that nothing shared can be changed behind one's back.
class ClocksTest {

  private static final Set<String> SYSTEM = Set.of("currentTimeMillis", "nanoTime");

  private static boolean readsTheClock(CodeUnitAccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    return switch (owner) {
      case "java.lang.System" -> SYSTEM.contains(name);
      case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      case "java.util.Date", "java.util.GregorianCalendar" -> name.equals("<init>");
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  private static Stream<String> readings(JavaClass type) {
    return type.getCodeUnits().stream().flatMap(ClocksTest::readings);
  }

  private static Stream<String> readings(JavaCodeUnit code) {
    return Stream.concat(
            code.getCallsFromSelf().stream(), code.getCodeUnitReferencesFromSelf().stream())
        .filter(access -> readsTheClock((CodeUnitAccessTarget) access.getTarget()))
        .map(access -> access.getDescription());
  }

  @Test
  void onlyTheBaseReadsClocksAndSleeps() {
    long seen =
        CLASSES.stream().filter(under("io.devq.base")).flatMap(ClocksTest::readings).count();
    List<String> elsewhere =
        CLASSES.stream()
            .filter(type -> !under("io.devq.base").test(type))
            .flatMap(ClocksTest::readings)
            .toList();
    assertTrue(seen >= 3, () -> "the rule is blind: it sees " + seen + " readings in the base");
    assertEquals(List.of(), elsewhere, () -> String.join("\n", elsewhere));
  }

  @Test
  void noStaticFieldCanBeSetAgain() {
    List<JavaField> statics =
        CLASSES.stream()
            .flatMap(type -> type.getFields().stream())
            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
            .toList();
    assertTrue(statics.size() > 100, () -> "the rule is blind: " + statics.size() + " fields");
    assertEquals(
        List.of(),
        statics.stream()
            .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
            .map(JavaField::getFullName)
            .toList());
  }
}
