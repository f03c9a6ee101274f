package io.devq.base;

/// A database transaction that a caller has open, and will commit or roll back. What is done within
/// it is done when it commits and otherwise never was. Made where connections are known:
/// `io.devq.database.JdbcTransaction.on(connection)`.
public interface Transaction {}
