package io.devq.blobs.files;

import io.devq.blobs.Expected;
import java.io.IOException;
import java.nio.file.Path;

/// A process that puts its standard input, to be killed by tests.
final class PutProcess {

  private PutProcess() {}

  public static void main(String[] args) throws IOException {
    FileBlobs blobs = FileBlobs.open(Path.of(args[0]));
    System.out.println("open");
    System.out.println(blobs.put(System.in, Expected.atMost(1 << 30)).sha256());
  }
}
