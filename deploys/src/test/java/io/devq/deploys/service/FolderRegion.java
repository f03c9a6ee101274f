package io.devq.deploys.service;

import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.files.FileBlobs;
import io.devq.blobs.files.FileUploads;
import io.devq.deploys.RegionStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A region's store in a folder of the test, which can be cut off.
final class FolderRegion implements RegionStore {

  final FileBlobs blobs;
  private final FileUploads uploads;
  volatile boolean reachable = true;
  volatile CountDownLatch tried = new CountDownLatch(1);

  FolderRegion(Path folder) {
    this.blobs = FileBlobs.open(folder);
    this.uploads = new FileUploads(blobs);
  }

  private void insist() throws IOException {
    if (!reachable) {
      tried.countDown();
      throw new IOException("connection refused");
    }
  }

  @Override
  public long offset(Sha256 sha256) throws IOException {
    insist();
    return uploads.offset(sha256);
  }

  @Override
  public long append(Sha256 sha256, long offset, long size, InputStream bytes) throws IOException {
    insist();
    return uploads.append(sha256, offset, size, bytes);
  }

  @Override
  public Blob verify(Sha256 sha256, long size) throws IOException {
    insist();
    return uploads.publish(sha256, size);
  }
}
