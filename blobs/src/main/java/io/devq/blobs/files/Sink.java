package io.devq.blobs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file being written; its failures are the storage's, not those of whoever sends the bytes.
final class Sink implements AutoCloseable {

  private final Storage storage;
  private final FileChannel channel;

  private Sink(Storage storage, FileChannel channel) {
    this.storage = storage;
    this.channel = channel;
  }

  /// A new file.
  static Sink create(Storage storage, Path file) {
    return open(storage, file, StandardOpenOption.CREATE_NEW);
  }

  /// A file that goes on at its end.
  static Sink append(Storage storage, Path file) {
    Sink sink = open(storage, file, StandardOpenOption.CREATE);
    try {
      sink.channel.position(sink.channel.size());
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
    return sink;
  }

  private static Sink open(Storage storage, Path file, StandardOpenOption how) {
    try {
      return new Sink(storage, FileChannel.open(file, how, StandardOpenOption.WRITE));
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  void write(byte[] bytes, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  void force() {
    try {
      channel.force(true);
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw storage.explain(failure);
    }
  }
}
