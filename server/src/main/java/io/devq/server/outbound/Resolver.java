package io.devq.server.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Turns names into addresses.
@FunctionalInterface
public interface Resolver {

  /// As the machine does it.
  Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /// The addresses of a name, or of what is an address already.
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
