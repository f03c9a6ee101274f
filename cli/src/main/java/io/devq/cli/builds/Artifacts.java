package io.devq.cli.builds;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.cli.screen.Fields;
import io.devq.client.Call;
import io.devq.client.DevqClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The artifacts of one build.
public final class Artifacts {

  private final DevqClient client;
  private final BuildId build;

  /// The artifacts of a build.
  public Artifacts(DevqClient client, BuildId build) {
    this.client = client;
    this.build = build;
  }

  /// All of them, each with `name`, `sha256` and `size`.
  public List<JsonNode> list() throws InterruptedException {
    return Fields.items(
        client.transport().send(Call.get("/builds/" + build + "/artifacts"), JsonNode.class));
  }

  /// The one of that name, or the only one when no name is given.
  ///
  /// @throws Problem `artifact_not_found`, `artifact_ambiguous`
  public JsonNode find(@Nullable String name) throws InterruptedException {
    List<JsonNode> all = list();
    if (name == null) {
      if (all.size() == 1) {
        return all.getFirst();
      }
      throw Problem.invalid(
          "artifact_ambiguous",
          build + " has " + all.size() + " artifacts; say which of them: " + names(all) + ".");
    }
    return all.stream()
        .filter(artifact -> isNamed(artifact, name))
        .findFirst()
        .orElseThrow(() ->
            Problem.notFound(
                "artifact_not_found",
                build + " has no artifact " + name + "; it has " + names(all) + "."));
  }

  /// Fetches one into a file, checking its digest on the way; a file that is there is replaced only
  /// by a whole one.
  ///
  /// @throws Problem `digest_differs`
  public void fetch(JsonNode artifact, Path to) throws IOException, InterruptedException {
    Path partial = to.resolveSibling(to.getFileName() + ".partial");
    String path = "/builds/" + build + "/artifacts/" + Call.encode(Fields.text(artifact, "name"));
    MessageDigest sha256 = sha256();
    try (InputStream in = client.transport().open(Call.get(path));
        DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(partial), sha256)) {
      in.transferTo(out);
    }
    String got = HexFormat.of().formatHex(sha256.digest());
    String wanted = Fields.text(artifact, "sha256");
    if (!got.equals(wanted)) {
      Files.delete(partial);
      throw Problem.of(
          Problem.Kind.INTERNAL,
          "digest_differs",
          "What arrived has SHA-256 " + got + " instead of " + wanted + "; fetch it again.");
    }
    Files.move(partial, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The SHA-256 of a file, hexadecimal.
  public static String digest(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    try (InputStream in = Files.newInputStream(file);
        DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static boolean isNamed(JsonNode artifact, String name) {
    String full = Fields.text(artifact, "name");
    return full.equals(name) || full.endsWith("/" + name);
  }

  private static String names(List<JsonNode> artifacts) {
    return artifacts.isEmpty()
        ? "none"
        : String.join(", ", artifacts.stream().map(a -> Fields.text(a, "name")).toList());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
