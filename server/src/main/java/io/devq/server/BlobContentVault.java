package io.devq.server;

import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.Expected;
import io.devq.jobs.ContentVault;
import io.devq.jobs.JobLimits;
import java.io.IOException;
import java.io.InputStream;

/// Keeps large payloads and results in the blob store.
public final class BlobContentVault implements ContentVault {

  private static final String PREFIX = "sha256-";

  private final Blobs blobs;

  /// A vault in a blob store.
  public BlobContentVault(Blobs blobs) {
    this.blobs = blobs;
  }

  @Override
  public String put(InputStream content) throws IOException {
    return PREFIX + blobs.put(content, Expected.atMost(JobLimits.LARGE_BYTES)).sha256().hex();
  }

  @Override
  public InputStream open(String name, long offset) {
    Sha256 sha256 = new Sha256(name.substring(PREFIX.length()));
    if (offset == 0) {
      return blobs.open(sha256); // checked on the way
    }
    long size = blobs.find(sha256).map(Blob::size).orElse(0L);
    return blobs.open(sha256, Math.min(offset, size), Math.max(0, size - offset));
  }
}
