package io.devq.deploys.replicate;

import io.devq.base.Failpoint;
import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.Blobs;
import io.devq.blobs.PieceDigests;
import io.devq.deploys.RegionStore;
import io.devq.deploys.RegionStores;
import io.devq.deploys.Replica;
import io.devq.deploys.ReplicaState;
import io.devq.deploys.store.RegionRows;
import io.devq.deploys.store.ReplicaRows;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Makes one copy of one artifact in one region, from wherever the last try stopped. Every step
/// first asks the region what it has, so that it may be run again after any crash.
public final class Replication {

  private final RegionRows regions;
  private final ReplicaRows replicas;
  private final Blobs blobs;
  private final RegionStores stores;

  /// Copies blobs of `blobs` through `stores`.
  public Replication(RegionRows regions, ReplicaRows replicas, Blobs blobs, RegionStores stores) {
    this.regions = regions;
    this.replicas = replicas;
    this.blobs = blobs;
    this.stores = stores;
  }

  /// Brings a copy to PRESENT, which it is only after the region has read it again and hashed it. A
  /// copy that is not wanted any more, or is there already, is left alone.
  ///
  /// @throws Problem or IOException when it did not work; the copy is then FAILED with the reason
  public void run(String project, Sha256 sha256, String region)
      throws IOException, InterruptedException {
    Optional<Replica> found = replicas.find(project, sha256, region);
    if (found.isEmpty() || found.get().state() == ReplicaState.PRESENT) {
      return;
    }
    try {
      pieces(project, sha256);
      RegionStore store = stores.open(regions.access(project, region));
      copy(store, found.get());
    } catch (IOException | Problem failure) {
      fail(project, sha256, region, failure);
      throw failure;
    }
  }

  private void fail(String project, Sha256 sha256, String region, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    replicas
        .find(project, sha256, region)
        .filter(now -> now.state() != ReplicaState.PRESENT)
        .ifPresent(now -> replicas.move(now, ReplicaState.FAILED, now.bytes(), message));
  }

  /// The digests of an artifact's pieces, made once. Making them also proves that the primary copy
  /// is right.
  ///
  /// @throws Problem `blob_not_found`, `blob_corrupt`
  public PieceDigests pieces(String project, Sha256 sha256) {
    return replicas
        .pieces(project, sha256)
        .orElseGet(() -> {
          PieceDigests made = blobs.pieces(sha256, PieceDigests.PIECE_SIZE);
          replicas.putPieces(project, made);
          return made;
        });
  }

  private void copy(RegionStore store, Replica found) throws IOException, InterruptedException {
    long offset = Math.min(store.offset(found.sha256()), found.size());
    Replica replica = moved(found, ReplicaState.COPYING, offset);
    Failpoint.pass("replicate.before-copy");
    if (offset < found.size()) {
      try (InputStream bytes = blobs.open(found.sha256(), offset, found.size() - offset)) {
        offset = store.append(found.sha256(), offset, found.size(), counted(bytes, replica));
      }
    }
    if (offset != found.size()) {
      throw new IOException(
          "the region has " + offset + " of " + found.size() + " bytes after the copy");
    }
    replica = moved(replica, ReplicaState.VERIFYING, found.size());
    Failpoint.pass("replicate.before-verify");
    Blob blob = store.verify(found.sha256(), found.size());
    if (!blob.equals(new Blob(found.sha256(), found.size()))) {
      throw Problem.of(
          Kind.UNAVAILABLE, "replica_corrupt", "The region holds other bytes: " + blob + ".");
    }
    moved(replica, ReplicaState.PRESENT, found.size());
    Failpoint.pass("replicate.after-verify");
  }

  private InputStream counted(InputStream bytes, Replica replica) {
    return new CountedStream(
        bytes, sent -> replicas.move(replica, ReplicaState.COPYING, replica.bytes() + sent, null));
  }

  private Replica moved(Replica from, ReplicaState to, long bytes) {
    return replicas
        .move(from, to, bytes, null)
        .orElseThrow(() ->
            Problem.fenced("replica_moved", "Another job works on this copy, or it was removed."));
  }
}
