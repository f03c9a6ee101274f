package io.devq.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small real program in a folder: Java sources, a test, and the files that tell DevQ how to
/// build and run it.
final class SampleProgram {

  /// What it is called.
  static final String NAME = "shop";

  private static final List<String> FILES =
      List.of(
          ".devq.yml",
          "service.yml",
          "src/shop/Shop.java",
          "src/shop/Prices.java",
          "test/PricesTest.java");

  private SampleProgram() {}

  /// Writes the program.
  static void write(Path folder) {
    FILES.forEach(name -> copy(name, folder.resolve(name)));
  }

  /// The text of its service file.
  static String service() {
    return resource("service.yml");
  }

  /// Changes one line so that the program starts but is not healthy.
  static void breakHealth(Path folder) {
    edit(
        folder.resolve("src/shop/Shop.java"), "int HEALTH_STATUS = 200", "int HEALTH_STATUS = 503");
  }

  private static void edit(Path file, String old, String replacement) {
    try {
      String text = Files.readString(file);
      if (!text.contains(old)) {
        throw new IllegalStateException(file + " does not contain " + old);
      }
      Files.writeString(file, text.replace(old, replacement));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void copy(String name, Path to) {
    try {
      Path folder = to.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(to, resource(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String resource(String name) {
    try (InputStream resource = SampleProgram.class.getResourceAsStream("shop/" + name)) {
      if (resource == null) {
        throw new IllegalStateException("the program's own file " + name + " is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
