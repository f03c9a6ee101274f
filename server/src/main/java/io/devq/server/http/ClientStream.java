package io.devq.server.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The way to a client. When it breaks, the client is gone; that is no failure of DevQ.
final class ClientStream extends FilterOutputStream {

  ClientStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int one) throws IOException {
    try {
      out.write(one);
    } catch (IOException broken) {
      throw new ClientGone(broken);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException broken) {
      throw new ClientGone(broken);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException broken) {
      throw new ClientGone(broken);
    }
  }
}
