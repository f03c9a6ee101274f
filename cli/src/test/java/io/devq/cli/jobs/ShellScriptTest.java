package io.devq.cli.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellScriptTest {

  @Test
  void oneWordIsAScriptAlready() {
    assertEquals("cd / && ls | wc -l", ShellScript.of(List.of("cd / && ls | wc -l")));
  }

  @Test
  void severalWordsReachTheCommandWhole() throws IOException {
    List<String> words = List.of("printf", "<%s>", "a b", "it's", "$HOME", "", "*");
    Process shell = new ProcessBuilder("sh", "-c", ShellScript.of(words)).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("<a b><it's><$HOME><><*>", said);
  }
}
