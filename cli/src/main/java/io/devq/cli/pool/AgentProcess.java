package io.devq.cli.pool;

import io.devq.base.Problem;
import io.devq.cli.process.Child;
import io.devq.cli.process.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An agent of a pool as a process of its own, which ends when the pool's does.
record AgentProcess(String name, Child child) implements Pool.Member {

  /// Starts an agent.
  ///
  /// @param folder its own
  /// @param arguments further ones of `devq agent`
  /// @param environment which server, and who calls
  static AgentProcess start(
      String name, Path folder, List<String> arguments, Map<String, String> environment) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new Problem(
          Problem.Kind.UNAVAILABLE,
          "folder_not_made",
          "The folder " + folder + " cannot be made: " + failure.getMessage() + ".",
          null,
          failure);
    }
    List<String> line = new ArrayList<>(List.of("agent", "--name", name));
    line.addAll(List.of("--data", folder.toString()));
    line.addAll(arguments);
    return new AgentProcess(
        name,
        Child.start(
            new Child.Spec(name, Jvm.Kind.SMALL, line, environment, folder.resolve("agent.log"))));
  }

  @Override
  public boolean isAlive() {
    return child.isAlive();
  }

  @Override
  public void close() {
    child.close();
  }
}
