package io.devq.builds.flow;

import io.devq.base.BuildId;
import io.devq.builds.Build;
import io.devq.builds.BuildRequest;
import java.nio.file.Path;

/// A process that asks for a build of the repository `shop` and stays until it is over. Prints how
/// it ended.
final class NodeProcess {

  private NodeProcess() {}

  /// Arguments: URL, user and password of the database, the data folder, the delivery.
  public static void main(String[] arguments) throws InterruptedException {
    Node.At database = new Node.At(arguments[0], arguments[1], arguments[2]);
    try (Node node = new Node(database, Path.of(arguments[3]), null)) {
      BuildId id =
          node.builds.request(
              Node.PROJECT, BuildRequest.manual("shop", null, "main", arguments[4]));
      int _ = node.sweep.sweep();
      Build build = node.await(id);
      Build told = node.announced.poll(20, java.util.concurrent.TimeUnit.SECONDS);
      System.out.println(
          "END " + build.state() + " told=" + (told != null && told.id().equals(id)) + " " + build);
    }
  }
}
