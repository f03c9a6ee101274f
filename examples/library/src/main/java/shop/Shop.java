package shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.base.JobId;
import io.devq.base.RunId;
import io.devq.database.JdbcTransaction;
import io.devq.jobs.JobSpec;
import io.devq.jobs.service.JobEngine;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/// Places an order and mails about it; with `jdbc:postgresql://…?currentSchema=devq,public`.
public final class Shop {

  private Shop() {}

  /// Runs against the database whose address is given.
  public static void main(String... args) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(args[0]);
    try (HikariDataSource database = new HikariDataSource(config)) {
      JobEngine engine = JobEngine.on(database, "shop-1");
      engine.handle("mail", attempt -> "\"sent " + attempt.payload().replace("\"", "") + "\"");
      engine.start();
      List<JobId> jobs;
      try (Connection connection = database.getConnection()) {
        connection.setAutoCommit(false);
        connection.createStatement().execute("create table if not exists orders (name text)");
        connection.createStatement().execute("insert into orders values ('tea')");
        List<JobSpec> mails = List.of(JobSpec.of("mail", "\"tea\"").withOwner("shop"));
        jobs = engine.submitIn(JdbcTransaction.on(connection), "default", mails);
        connection.commit(); // from here on both are there: the order and its mail
      }
      engine.committed(jobs);
      RunId run = new RunId(jobs.getFirst().value());
      System.out.println(engine.await("default", run, Duration.ofMinutes(1)).work().result());
      engine.stop();
    }
  }
}
