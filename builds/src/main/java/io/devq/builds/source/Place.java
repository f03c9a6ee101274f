package io.devq.builds.source;

import io.devq.base.Problem;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// Where a repository is.
sealed interface Place {

  /// The longest source, in characters.
  int LONGEST = 2_000;

  /// The schemes that can be fetched.
  Set<String> SCHEMES = Set.of("http", "https", "git");

  /// Its text, in normal form.
  String text();

  /// A folder of this machine: a bare repository, or a working copy.
  record Local(Path folder) implements Place {

    @Override
    public String text() {
      return folder.toString();
    }

    /// Opens it; closed by the caller.
    Repository open() throws IOException {
      File parent = folder.toFile().getParentFile();
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      if (parent != null) {
        builder.addCeilingDirectory(parent);
      }
      builder.findGitDir(folder.toFile());
      if (builder.getGitDir() == null) {
        throw Problem.invalid(
            "not_a_repository",
            "There is no git repository at "
                + folder
                + "; name a bare repository or a working copy.",
            "/source");
      }
      return builder.setMustExist(true).build();
    }

    Problem unreadable(IOException failure) {
      return new Problem(
          Problem.Kind.UNAVAILABLE,
          "source_unreachable",
          "The repository at " + folder + " cannot be read: " + failure.getMessage() + ".",
          "/source",
          failure);
    }
  }

  /// A repository behind a URL.
  record Remote(String text) implements Place {}

  /// Reads a source.
  ///
  /// @throws Problem `invalid_source`
  static Place parse(String source) {
    String text = source.strip();
    if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ')) {
      throw invalid("A source has 1 to " + LONGEST + " printable characters.");
    }
    if (text.startsWith("/")) {
      return local(text);
    }
    int colon = text.indexOf("://");
    if (colon < 0) {
      throw invalid(
          "The source is neither an absolute path nor a URL such as https://forge.example/a.git.");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    URI uri = uri(text);
    if (scheme.equals("file") && uri.getPath() != null) {
      return local(uri.getPath());
    }
    if (!SCHEMES.contains(scheme) || uri.getHost() == null) {
      throw invalid(
          "Sources are absolute paths and URLs that begin with http, https or git; "
              + scheme
              + " is not supported yet.");
    }
    if (uri.getUserInfo() != null) {
      throw invalid("The URL holds a user or password, which everyone would see; leave it out.");
    }
    return new Remote(text);
  }

  private static Place local(String path) {
    try {
      return new Local(Path.of(path).normalize());
    } catch (InvalidPathException _) {
      throw invalid("The source is not a path.");
    }
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw invalid("The source is not a URL.");
    }
  }

  private static Problem invalid(String message) {
    return Problem.invalid("invalid_source", message, "/source");
  }
}
