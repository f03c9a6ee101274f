package io.devq.agent.host;

import io.devq.client.ClientSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One host.
///
/// @param server where the server is and who calls
/// @param name unique among the project's hosts
/// @param environment such as `prod`
/// @param services those it takes; empty for all
/// @param folder where it keeps everything
/// @param peer where it serves its pieces
/// @param env all variables of every program it runs, such as `PATH` and `PORT`; see [#visible]
public record HostSettings(
    ClientSettings server,
    String name,
    String region,
    String environment,
    List<String> services,
    Path folder,
    PeerAddress peer,
    Map<String, String> env) {

  /// Copies what can change.
  public HostSettings {
    folder = folder.toAbsolutePath();
    services = List.copyOf(services);
    env = Map.copyOf(env);
  }

  /// The variables of a process that programs may see: all but DevQ's own, which hold secrets.
  public static Map<String, String> visible(Map<String, String> environment) {
    Map<String, String> visible = new HashMap<>(environment);
    visible.keySet().removeIf(name -> name.startsWith("DEVQ_"));
    return visible;
  }

  /// Where pieces are served.
  ///
  /// @param address to listen on, and what peers are told
  /// @param port 0 for any free one
  public record PeerAddress(String address, int port) {}
}
