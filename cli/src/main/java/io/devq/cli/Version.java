package io.devq.cli;

/// Which DevQ this is.
final class Version {

  private Version() {}

  /// The version in the jar's manifest, or `from sources`.
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "from sources" : version;
  }
}
