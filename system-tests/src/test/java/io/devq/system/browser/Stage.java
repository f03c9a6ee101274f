package io.devq.system.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives all tests of browsers the same premises, with content, and each a tab of its own. Without
/// Chromium they are skipped before anything starts.
final class Stage implements BeforeEachCallback, ParameterResolver {

  /// What is kept until the last test has ended.
  private record Kept(Path folder, Premises premises, Content content, Chromium chromium)
      implements AutoCloseable {

    static Kept open() {
      try {
        Path folder = Files.createTempDirectory("devq-browser-");
        Premises premises = new Premises(folder.resolve("premises"));
        Content content = Content.fill(premises);
        return new Kept(folder, premises, content, Chromium.start(folder.resolve("profile")));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while it was set up", stopped);
      }
    }

    @Override
    public void close() throws IOException {
      chromium.close();
      premises.close();
      Files.walkFileTree(folder, new Deletion());
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private static Kept kept(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(Stage.class))
        .computeIfAbsent(Kept.class, _ -> Kept.open(), Kept.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Chromium.require();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Premises.class || type == Content.class || type == Tab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Kept kept = kept(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == Premises.class) {
      return kept.premises;
    }
    return type == Content.class ? kept.content : kept.chromium.tab();
  }
}
