package io.devq.builds.pipeline;

/// One thing wrong with a pipeline file.
///
/// @param line counts from 1
/// @param column counts from 1
/// @param message a sentence
public record Flaw(int line, int column, String message) {

  /// As compilers tell it: file, line, column, sentence.
  public String text() {
    return PipelineFile.NAME + ":" + line + ":" + column + ": " + message;
  }
}
