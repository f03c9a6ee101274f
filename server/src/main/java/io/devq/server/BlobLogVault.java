package io.devq.server;

import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.Expected;
import io.devq.jobs.JobLimits;
import io.devq.jobs.LogVault;
import java.io.IOException;
import java.io.InputStream;

/// Keeps sealed logs in the blob store.
final class BlobLogVault implements LogVault {

  private static final long LONGEST = JobLimits.LOG_BYTES + JobLimits.LOG_CHUNK;

  private final Blobs blobs;

  BlobLogVault(Blobs blobs) {
    this.blobs = blobs;
  }

  @Override
  public String seal(InputStream log) throws IOException {
    return blobs.put(log, Expected.atMost(LONGEST)).sha256().hex();
  }

  @Override
  public InputStream open(String name, long offset) {
    Sha256 sha256 = new Sha256(name);
    long size = blobs.find(sha256).map(Blob::size).orElse(0L);
    return blobs.open(sha256, Math.min(offset, size), Math.max(0, size - offset));
  }
}
