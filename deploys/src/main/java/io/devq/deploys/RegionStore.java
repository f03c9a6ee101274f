package io.devq.deploys;

import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import java.io.IOException;
import java.io.InputStream;

/// The blob store of one region, behind its relay. Every method throws an [IOException] when the
/// relay cannot be reached or breaks off, and passes on the problems it answers with.
public interface RegionStore {

  /// How many bytes of the blob the region has.
  long offset(Sha256 sha256) throws IOException, InterruptedException;

  /// Sends the bytes from `offset` to the end; what arrived before a failure is kept there.
  ///
  /// @param bytes the blob from `offset` on
  /// @return how many bytes the region has now
  long append(Sha256 sha256, long offset, long size, InputStream bytes)
      throws IOException, InterruptedException;

  /// Lets the region read all bytes again and hash them.
  ///
  /// @return the blob as the region has found it
  Blob verify(Sha256 sha256, long size) throws IOException, InterruptedException;
}
