package io.devq.postgres;

import io.devq.base.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// A program that starts a server in the folder of its first argument, its programs in that of the
/// second, commits one more row to the table `kept`, says so, and stays until its input ends.
final class ServerHolder {

  private ServerHolder() {}

  /// Prints `ready URL PASSWORD ROWS`, or `problem CODE MESSAGE`.
  public static void main(String[] arguments) throws SQLException, IOException {
    try (EmbeddedPostgres server = new EmbeddedPostgres(settings(arguments))) {
      server.start();
      Sql.execute(server, "create table if not exists kept (n int)");
      Sql.execute(server, "insert into kept values (1)");
      int rows = Sql.number(server, "select count(*) from kept");
      System.out.println("ready " + server.jdbcUrl() + " " + server.password() + " " + rows);
      while (System.in.read() >= 0) {
        // until the test closes it
      }
    } catch (Problem problem) {
      System.out.println("problem " + problem.code() + " " + problem.message());
    }
  }

  private static PostgresSettings settings(String[] arguments) {
    return PostgresSettings.in(Path.of(arguments[0])).withBinaries(Path.of(arguments[1]));
  }
}
