package io.devq.server.http;

/// Who asks.
///
/// @param name the name of the token, which is what the audit shows
/// @param project the project the token is of
public record Principal(String name, String project, Role role) {}
