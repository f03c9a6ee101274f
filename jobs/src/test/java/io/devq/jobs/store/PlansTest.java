package io.devq.jobs.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.devq.database.Database;
import io.devq.database.Migrations;
import io.devq.database.Queries;
import io.devq.postgres.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the planner makes of the hot statements after the tables have been filled, drained and
/// vacuumed: the moment at which a queue looks empty to it, and at which plans collapse.
class PlansTest {

  private static final Pattern PARAMETER = Pattern.compile("(?<![:\\w]):([a-z_]+)");
  private static final int JOBS = 20_000;

  private static TestDatabase test;
  private static HikariDataSource pool;
  private static Database database;

  @BeforeAll
  static void fillDrainAndVacuum() {
    test = TestDatabase.create();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(test.jdbcUrl());
    config.setUsername(test.user());
    config.setPassword(test.password());
    config.setSchema("devq");
    config.setMaximumPoolSize(2);
    // Generic plans are explained by statements whose parameters have no values.
    config.addDataSourceProperty("preferQueryMode", "simple");
    pool = new HikariDataSource(config);
    Migrations.apply(pool, "devq", List.of("io/devq/jobs/store/migrations"));
    database = new Database(pool);
    fill();
    run("delete from run where due < 'infinity'");
    run("delete from claim where shard >= 0");
    for (String table : List.of("run", "claim", "schedule", "job", "history")) {
      run("vacuum analyze " + table);
    }
  }

  @AfterAll
  static void close() {
    pool.close();
    test.close();
  }

  private static void run(String statement) {
    database.autocommit(sql -> sql.statement(statement).update());
  }

  private static void fill() {
    database.inTransaction(sql -> {
      sql.statement(
              """
              insert into run (shard, id, project, lane, due, type, payload)
              select i % 64, gen_random_uuid(), 1, 2048, clock_timestamp(), 'test', '{}'
              from generate_series(1, :jobs) i\
              """)
          .bind("jobs", JOBS)
          .update();
      sql.statement(
              """
              insert into claim (shard, batch, node, worker, ids, attempts)
              select shard, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), array_agg(id), array_agg(1)
              from run where due < 'infinity' group by shard\
              """)
          .update();
    });
  }

  /// The plan that is kept for all values of the parameters.
  private static String plan(Class<?> store, String file, String query) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    String numbered =
        PARAMETER
            .matcher(Queries.load(store, file).get(query))
            .replaceAll(
                found -> "\\$" + numbers.computeIfAbsent(found.group(1), _ -> numbers.size() + 1));
    List<String> lines =
        database.autocommit(sql ->
            sql.statement("explain (generic_plan, costs off) " + numbered)
                .list(row -> row.text("QUERY PLAN")));
    return String.join("\n", lines);
  }

  private static void assertUses(String plan, String... parts) {
    for (String part : parts) {
      assertTrue(plan.contains(part), () -> "not on " + part + ":\n" + plan);
    }
    assertFalse(plan.contains("Seq Scan on run"), () -> "reads all of run:\n" + plan);
  }

  @Test
  void theQueueIsEmptyButForItsBallast() {
    long rows =
        database.autocommit(
            sql -> sql.statement("select count(*) as n from run").one(row -> row.number("n")));
    assertEquals(10_000, rows);
  }

  @Test
  void endingGoesByShardAndId() {
    String plan = plan(RunStore.class, "runs.sql", "finish_runs");
    assertUses(
        plan, "Index Scan using run_pkey on run", "Index Cond: ((shard = $1) AND (id = ANY ($2)))");
  }

  @Test
  void readingPayloadsGoesByShardAndId() {
    assertUses(
        plan(RunStore.class, "runs.sql", "read_runs"),
        "Index Scan using run_pkey on run",
        "Index Cond: ((shard = $1) AND (id = ANY ($2)))");
  }

  @Test
  void readingAheadStartsAtTheMarkAndStopsAtTheLimit() {
    String plan = plan(RunStore.class, "runs.sql", "read_ahead");
    assertUses(
        plan,
        "Index Scan using run_ready on run",
        "Index Cond: ((shard = c.shard) AND (lane = c.lane) AND (ROW(due, id) > ROW(c.due, c.id))",
        "AND (due <= (statement_timestamp() + '00:00:01'::interval)))");
    assertFalse(plan.contains("Filter"), () -> "passes what is not due yet:\n" + plan);
    assertFalse(plan.contains("Sort"), () -> "sorts what the index has in order:\n" + plan);
  }

  @Test
  void aGroupThatIsReadApartHasAnIndexOfItsOwn() {
    String plan = plan(RunStore.class, "runs.sql", "read_groups");
    assertUses(
        plan,
        "Index Scan using run_of_gate on run",
        "(lane = c.lane) AND (gate = c.gate) AND (ROW(");
    assertFalse(plan.contains("Sort"), () -> "sorts what the index has in order:\n" + plan);
  }

  @Test
  void theOthersAreReadForwardPastTheGroupsThatAreReadApart() {
    String plan = plan(RunStore.class, "runs.sql", "read_others");
    assertUses(
        plan,
        "Index Scan using run_ready on run",
        "Filter: ((gate IS NULL)",
        "AND (due <= (statement_timestamp()");
    assertFalse(plan.contains("Sort"), () -> "sorts what the index has in order:\n" + plan);
  }

  @Test
  void countingWhoGoesFirstReadsLanesAndHashesTheRunningSet() {
    String plan = plan(HistoryStore.class, "runs.sql", "runs_ahead");
    assertUses(plan, "run_ready on run", "(lane = l.lane)");
    assertTrue(plan.contains("hashed SubPlan"), plan);
  }

  @Test
  void aRetryGoesByShardAndId() {
    assertUses(
        plan(RunStore.class, "runs.sql", "retry_run"),
        "Index Scan using run_pkey on run",
        "(id = $");
  }

  @Test
  void aClaimTouchesNoRun() {
    String plan = plan(OwnershipStore.class, "ownership.sql", "claim");
    assertTrue(plan.contains("LockRows"), plan);
    assertFalse(plan.contains("run"), plan);
  }

  @Test
  void droppingClaimsGoesByShardAndBatch() {
    String plan = plan(OwnershipStore.class, "ownership.sql", "drop_claims");
    assertTrue(plan.contains("claim_pkey"), plan);
    assertTrue(plan.contains("batch = ANY"), plan);
  }
}
