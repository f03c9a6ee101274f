package io.devq.server.outbound;

import java.net.UnknownHostException;

/// A host has an address that requests of users may not reach.
final class BlockedAddress extends UnknownHostException {

  private static final long serialVersionUID = 1;

  private final String sentence;

  /// @param why what the address is
  BlockedAddress(String host, String why) {
    super(host);
    this.sentence =
        host
            + " leads to "
            + why
            + ", which requests of jobs do not reach unless the operator lists it in "
            + OutboundSettings.VARIABLE
            + ".";
  }

  String sentence() {
    return sentence;
  }
}
