package io.devq.blobs;

import io.devq.base.Sha256;

/// A stored blob.
///
/// @param sha256 its name and the digest of its bytes
/// @param size its length in bytes
public record Blob(Sha256 sha256, long size) {}
