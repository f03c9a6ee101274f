package io.devq.agent.runner;

import io.devq.base.Problem;
import io.devq.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The files and folders of one attempt.
///
/// @param workspace where the script runs
/// @param temporary for its temporary files
/// @param script the script itself
/// @param record which process the supervisor is
/// @param result what the script writes as its result
/// @param progress how far the script says it is
record ScriptFiles(
    Path workspace, Path temporary, Path script, Path record, Path result, Path progress) {

  /// The largest result a script may leave.
  static final int LARGEST_RESULT = 64 * 1024;

  private static final int LONGEST_PROGRESS = 16;

  /// Makes the folders in that of the attempt.
  static ScriptFiles in(Path folder) throws IOException {
    return new ScriptFiles(
        Files.createDirectories(folder.resolve("workspace")),
        Files.createDirectories(folder.resolve("tmp")),
        folder.resolve("script"),
        folder.resolve("process"),
        folder.resolve("result"),
        folder.resolve("progress"));
  }

  /// The result as a JSON text: as it is when it is JSON, else the text as a JSON string; null when
  /// there is none.
  ///
  /// @throws Problem `result_too_large`
  @Nullable String output() throws IOException {
    if (!Files.isRegularFile(result)) {
      return null;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(result)) {
      bytes = in.readNBytes(LARGEST_RESULT + 1);
    }
    if (bytes.length > LARGEST_RESULT) {
      throw Problem.invalid(
          "result_too_large",
          "The result in DEVQ_RESULT is larger than "
              + LARGEST_RESULT
              + " bytes; store large results as an artifact.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Json.strict().text(Json.strict().mapper().readTree(text));
    } catch (JacksonException _) {
      return Json.strict().text(text);
    }
  }

  /// How far the script says it is, a number from 0 to 100.
  OptionalInt percent() {
    if (!Files.isRegularFile(progress)) {
      return OptionalInt.empty();
    }
    try (InputStream in = Files.newInputStream(progress)) {
      String text = new String(in.readNBytes(LONGEST_PROGRESS), StandardCharsets.UTF_8).strip();
      return OptionalInt.of(Math.clamp(Integer.parseInt(text), 0, 100));
    } catch (IOException | NumberFormatException _) {
      return OptionalInt.empty();
    }
  }
}
