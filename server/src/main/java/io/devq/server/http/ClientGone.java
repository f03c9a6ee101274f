package io.devq.server.http;

import java.io.IOException;

/// The client broke the connection or stopped reading or writing. Nobody is there to be told.
final class ClientGone extends IOException {

  private static final long serialVersionUID = 1;

  ClientGone(IOException cause) {
    super(cause);
  }
}
