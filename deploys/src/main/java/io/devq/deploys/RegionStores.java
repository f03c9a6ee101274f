package io.devq.deploys;

/// Opens the way to regions' stores.
@FunctionalInterface
public interface RegionStores {

  /// The store behind this relay; nothing is sent yet.
  RegionStore open(RegionAccess access);
}
