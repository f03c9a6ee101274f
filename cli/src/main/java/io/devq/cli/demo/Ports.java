package io.devq.cli.demo;

import io.devq.base.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// Gives out ports of this machine that nobody uses, each once.
///
/// They lie below those that Linux gives to outgoing connections (32768 and up), one of which could
/// otherwise take a port before the program it was meant for starts.
final class Ports {

  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1000;

  private final Random random = new Random();
  private final Set<Integer> given = new HashSet<>();

  /// A port.
  ///
  /// @throws Problem `no_port` when none is found
  synchronized int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(LOWEST, HIGHEST);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw Problem.of(
        Problem.Kind.UNAVAILABLE, "no_port", "No free port was found in " + TRIES + " tries.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
