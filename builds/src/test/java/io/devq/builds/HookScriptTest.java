package io.devq.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookScriptTest {

  @TempDir private Path folder;

  private GitFolder bareWithHook(String command) throws Exception {
    GitFolder git = GitFolder.in(folder.resolve("work"));
    String _ = git.commit("a", "x", "Begin");
    String _ = git.git("clone", "-q", "--bare", ".", "../shop.git");
    Path hook = folder.resolve("shop.git/hooks/post-receive");
    Files.writeString(hook, HookScript.text(command, "shop", "http://127.0.0.1:7070", "s'ecret"));
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    return git;
  }

  @Test
  void aPushIsHandedToTheCommand() throws Exception {
    Path told = folder.resolve("told");
    Path command = folder.resolve("my devq");
    Files.writeString(
        command,
        "#!/bin/sh\necho \"$@ $DEVQ_SERVER $DEVQ_HOOK_SECRET\" > '"
            + told
            + "'\ncat >> '"
            + told
            + "'\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    GitFolder git = bareWithHook(command.toString());
    String before = git.git("rev-parse", "HEAD");
    String after = git.commit("a", "y", "Change");
    String _ = git.git("push", "-q", "../shop.git", "main");
    assertEquals(
        "hook shop http://127.0.0.1:7070 s'ecret\n" + before + " " + after + " refs/heads/main\n",
        Files.readString(told));
  }

  @Test
  void aPushSucceedsAlsoWhenNobodyCanBeTold() throws Exception {
    GitFolder git = bareWithHook("/nowhere/devq");
    String _ = git.commit("a", "y", "Change");
    String output = git.git("push", "../shop.git", "main");
    assertEquals(true, output.contains("remote: devq: DevQ was not told of this push"), output);
  }

  @Test
  void noLineCanBeSmuggledIn() {
    assertThrows(Problem.class, () -> HookScript.text("devq", "a\nrm -rf", "http://a", "s"));
  }
}
