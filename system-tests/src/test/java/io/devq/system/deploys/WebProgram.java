package io.devq.system.deploys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A small web server as a jar, compiled here: answers its version at `/`, and at `/health` 200 or,
/// when it is a bad one, 500.
final class WebProgram {

  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      public class Web {
        public static void main(String[] args) throws Exception {
          HttpServer http = HttpServer.create(
              new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 50);
          http.createContext("/", e -> answer(e, 200));
          http.createContext("/health", e -> answer(e, STATUS));
          http.start();
        }
        static void answer(com.sun.net.httpserver.HttpExchange e, int status) throws java.io.IOException {
          byte[] body = "VERSION".getBytes();
          e.sendResponseHeaders(status, body.length);
          e.getResponseBody().write(body);
          e.close();
        }
      }
      """;

  private WebProgram() {}

  /// The bytes of the jar.
  ///
  /// @param padding incompressible bytes beside the program
  static byte[] jar(Path work, String version, boolean healthy, int padding) throws IOException {
    Path classes = Files.createDirectories(work.resolve("classes-" + version));
    String source = SOURCE.replace("STATUS", healthy ? "200" : "500").replace("VERSION", version);
    compile(source, classes);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Web");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new JarEntry("Web.class"));
      jar.write(Files.readAllBytes(classes.resolve("Web.class")));
      byte[] random = new byte[padding];
      new Random(version.hashCode()).nextBytes(random);
      jar.putNextEntry(stored("padding", random));
      jar.write(random);
    }
    return bytes.toByteArray();
  }

  private static JarEntry stored(String name, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    JarEntry entry = new JarEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    return entry;
  }

  private static void compile(String source, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Web.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options = List.of("-d", classes.toString());
      if (!compiler.getTask(null, files, null, options, null, List.of(file)).call()) {
        throw new IOException("the program does not compile");
      }
    }
  }
}
