package io.devq.cli.local;

/// A value in force and where it came from.
///
/// @param origin in words, such as `DEVQ_SERVER` or the path of a file
public record Setting(String value, String origin) {}
