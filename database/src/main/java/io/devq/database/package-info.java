/// Transactions, named SQL and migrations: the only module that knows JDBC.
@NullMarked
package io.devq.database;

import org.jspecify.annotations.NullMarked;
