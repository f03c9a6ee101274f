package io.devq.system.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;

/// The compiled classes of all modules, read once, without tests.
final class Program {

  /// Where templates become classes.
  static final String TEMPLATES = "gg.jte.generated.precompiled";

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.devq", TEMPLATES);

  private Program() {}

  /// Classes by what they are.
  static DescribedPredicate<JavaClass> those(
      String description, java.util.function.Predicate<JavaClass> test) {
    return DescribedPredicate.describe(description, test);
  }

  /// Classes right in one of these packages.
  static DescribedPredicate<JavaClass> in(String... packages) {
    Set<String> names = Set.of(packages);
    return those(
        "in " + String.join(" or ", packages), type -> names.contains(type.getPackageName()));
  }

  /// Classes in one of these packages or below.
  static DescribedPredicate<JavaClass> under(String... packages) {
    return those(
        "under " + String.join(" or ", packages),
        type -> {
          String name = type.getPackageName() + ".";
          return java.util.Arrays.stream(packages).anyMatch(root -> name.startsWith(root + "."));
        });
  }

  /// Asserts that `some` do not use `others`; and, so that the rule is known to have eyes, that
  /// there are such classes and that `witness`, which may, does use `others`.
  static void forbid(
      DescribedPredicate<JavaClass> some,
      DescribedPredicate<JavaClass> others,
      DescribedPredicate<JavaClass> witness) {
    ArchRule rule =
        ArchRuleDefinition.noClasses()
            .that(some)
            .should()
            .dependOnClassesThat(others)
            .allowEmptyShould(false);
    assertTrue(
        CLASSES.stream().filter(witness).anyMatch(type -> uses(type, others)),
        () ->
            "the rule is blind: no class "
                + witness.getDescription()
                + " uses any "
                + others.getDescription());
    rule.check(CLASSES);
  }

  /// Whether a class uses one of `others`.
  static boolean uses(JavaClass type, DescribedPredicate<JavaClass> others) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> others.test(dependency.getTargetClass()));
  }
}
