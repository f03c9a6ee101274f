package io.devq.agent.runner;

import io.devq.base.Problem;
import io.devq.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The files and folders of one attempt.
///
/// @param workspace where the script runs
/// @param temporary for its temporary files
/// @param script the script itself
/// @param record which process the supervisor is
/// @param result what the script writes as its result
/// @param progress how far the script says it is
/// @param checkpoint what the script leaves to the attempts after this one
record ScriptFiles(
    Path workspace,
    Path temporary,
    Path script,
    Path record,
    Path result,
    Path progress,
    Path checkpoint) {

  /// The largest result a script may leave.
  static final int LARGEST_RESULT = 50 * 1024 * 1024;

  /// The largest checkpoint a script may leave.
  static final int LARGEST_CHECKPOINT = 64 * 1024;

  private static final int LONGEST_PROGRESS = 1024;
  private static final Pattern PROGRESS =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*%?(?:\\s+(.*))?");

  /// Makes the folders in that of the attempt.
  static ScriptFiles in(Path folder) throws IOException {
    return new ScriptFiles(
        Files.createDirectories(folder.resolve("workspace")),
        Files.createDirectories(folder.resolve("tmp")),
        folder.resolve("script"),
        folder.resolve("process"),
        folder.resolve("result"),
        folder.resolve("progress"),
        folder.resolve("checkpoint"));
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
    return json(new String(bytes, StandardCharsets.UTF_8));
  }

  /// A text as JSON: as it is when it is JSON, else as a JSON string; null when there is none.
  private static @Nullable String json(String content) {
    String text = content.strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Json.strict().text(Json.strict().mapper().readTree(text));
    } catch (JacksonException _) {
      return Json.strict().text(text);
    }
  }

  /// Puts a checkpoint where the script finds it, as the script before wrote it: JSON as it is, a
  /// text as the text.
  void leave(String content) throws IOException {
    JsonNode node = Json.strict().read(content, JsonNode.class);
    Files.writeString(checkpoint, (node.isString() ? node.asString() : content) + "\n");
  }

  /// The checkpoint that the script has written, a JSON text, or null when there is none.
  ///
  /// @throws Problem `checkpoint_too_large`
  @Nullable String checkpointLeft() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(checkpoint)) {
      bytes = in.readNBytes(LARGEST_CHECKPOINT + 1);
    }
    if (bytes.length > LARGEST_CHECKPOINT) {
      throw Problem.invalid(
          "checkpoint_too_large",
          "What is in DEVQ_CHECKPOINT is larger than " + LARGEST_CHECKPOINT + " bytes.");
    }
    return json(new String(bytes, StandardCharsets.UTF_8));
  }

  /// What a script says of its progress.
  ///
  /// @param percent 0 to 100
  /// @param note what it is doing, or null
  record Progress(int percent, @Nullable String note) {}

  /// How far the script says it is: the last line of the file, a number from 0 to 100, perhaps with
  /// a percent sign, and then what it is doing.
  Optional<Progress> progressSaid() {
    try (InputStream in = Files.newInputStream(progress)) {
      in.skipNBytes(Math.max(0, Files.size(progress) - LONGEST_PROGRESS));
      String[] lines =
          new String(in.readNBytes(LONGEST_PROGRESS), StandardCharsets.UTF_8).strip().split("\\R");
      Matcher said = PROGRESS.matcher(lines[lines.length - 1].strip());
      return said.matches()
          ? Optional.of(
              new Progress(
                  (int) Math.clamp(Double.parseDouble(said.group(1)), 0.0, 100.0), said.group(2)))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
