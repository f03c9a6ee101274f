package io.devq.deploys.store;

import io.devq.base.HostId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.deploys.Host;
import io.devq.deploys.Host.Plan;
import io.devq.deploys.Host.Standing;
import io.devq.deploys.HostReport;
import io.devq.deploys.HostReport.Complaint;
import io.devq.deploys.HostReport.Held;
import io.devq.deploys.HostState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tables of hosts, where they stand, and what was decided for them.
public final class HostRows {

  /// After this long a silent host counts as unreachable.
  public static final Duration SILENCE = Duration.ofSeconds(6);

  /// The most hosts that are listed at once.
  public static final int MOST = 10_000;

  private static final Queries SQL = Queries.load(HostRows.class, "hosts.sql");

  private final Database database;

  /// The tables in `database`.
  public HostRows(Database database) {
    this.database = database;
  }

  /// Which hosts.
  ///
  /// @param environment null for any
  /// @param service null for any; else only hosts that take it, and only their standing with it
  /// @param regions null for all
  public record Filter(
      @Nullable String environment, @Nullable String service, @Nullable List<String> regions) {

    /// All hosts.
    public static final Filter ALL = new Filter(null, null, null);
  }

  /// Adds a host under `id`, or takes up the one of the same name.
  ///
  /// @return its id
  public HostId register(
      String project,
      HostId id,
      String name,
      String region,
      String environment,
      List<String> services) {
    return database.transaction(sql ->
        sql.statement(SQL.get("register"))
            .bind("project", project)
            .bind("id", id.value())
            .bind("name", name)
            .bind("region", region)
            .bind("environment", environment)
            .bind("services", services.toArray(String[]::new))
            .one(row -> new HostId(row.uuid("id"))));
  }

  /// Takes note of a report.
  ///
  /// @throws Problem `host_not_found`
  public void heard(String project, HostId host, HostReport report) {
    database.inTransaction(sql -> {
      if (sql.statement(SQL.get("heard"))
              .bind("project", project)
              .bind("host", host.value())
              .bind("peerUrl", report.peerUrl())
              .update()
          == 0) {
        throw missing(host);
      }
      for (Held held : report.held()) {
        put(sql, project, host, held);
      }
    });
  }

  private static Problem missing(HostId host) {
    return Problem.notFound("host_not_found", "There is no host " + host + "; register it again.");
  }

  private static void put(Sql sql, String project, HostId host, Held held) {
    Complaint complaint = held.complaint();
    HostId source = complaint == null ? null : complaint.source();
    Sha256 active = held.active();
    sql.statement(SQL.get("put_standing"))
        .bind("project", project)
        .bind("host", host.value())
        .bind("service", held.service())
        .bind("generation", held.generation())
        .bind("state", held.state())
        .bind("stage", held.stage())
        .bind("reason", held.reason())
        .bind("activeGeneration", held.activeGeneration())
        .bind("active", active == null ? null : active.hex())
        .bind("pieces", held.pieces())
        .bind("complaintSource", source == null ? null : source.value())
        .bind("complaint", complaint == null ? null : complaint.dead() ? "DEAD" : "STALLED")
        .update();
    if (held.generation() > 0 && !held.bytes().isEmpty()) {
      putEdges(sql, project, host, held);
    }
  }

  private static void putEdges(Sql sql, String project, HostId host, Held held) {
    Sql.Batch batch = sql.batch(SQL.get("put_edge"));
    held.bytes()
        .forEach((source, bytes) ->
            batch
                .bind("project", project)
                .bind("host", host.value())
                .bind("service", held.service())
                .bind("generation", held.generation())
                .bind("source", source)
                .bind("bytes", bytes)
                .add());
    batch.execute();
    sql.statement(SQL.get("drop_old_edges"))
        .bind("project", project)
        .bind("host", host.value())
        .bind("service", held.service())
        .bind("generation", held.generation())
        .update();
  }

  /// The region a host is in.
  ///
  /// @throws Problem `host_not_found`
  public String region(String project, HostId host) {
    return database
        .autocommit(sql ->
            sql.statement(SQL.get("region_of"))
                .bind("project", project)
                .bind("host", host.value())
                .first(row -> row.text("region")))
        .orElseThrow(() -> missing(host));
  }

  /// Hosts by region and name, with where they stand. Bytes are those of `generation`, or of the
  /// generation each host works on when it is 0.
  public List<Host> list(String project, Filter filter, long generation) {
    return database.transaction(sql -> {
      List<Host> hosts = hosts(sql, project, filter);
      UUID[] ids = hosts.stream().map(host -> host.id().value()).toArray(UUID[]::new);
      Map<UUID, Map<String, Map<String, Long>>> edges =
          edges(sql, project, filter.service(), generation, ids);
      Map<UUID, List<Standing>> standings = new HashMap<>();
      standings(sql, project, filter.service(), ids, edges, standings);
      return hosts.stream()
          .map(host -> with(host, standings.getOrDefault(host.id().value(), List.of())))
          .toList();
    });
  }

  private static List<Host> hosts(Sql sql, String project, Filter filter) {
    List<String> regions = filter.regions();
    return sql.statement(SQL.get("hosts"))
        .bind("project", project)
        .bind("environment", filter.environment())
        .bind("service", filter.service())
        .bind("regions", regions == null ? null : regions.toArray(String[]::new))
        .bind("silence", (double) SILENCE.toSeconds())
        .bind("limit", MOST)
        .list(row ->
            new Host(
                project,
                new HostId(row.uuid("id")),
                row.text("name"),
                row.text("region"),
                row.text("environment"),
                List.of(row.texts("services")),
                row.textOrNull("peer_url"),
                row.flag("reachable"),
                row.instant("last_heard_at"),
                List.of()));
  }

  private static Host with(Host host, List<Standing> standings) {
    return new Host(
        host.project(),
        host.id(),
        host.name(),
        host.region(),
        host.environment(),
        host.services(),
        host.peerUrl(),
        host.reachable(),
        host.lastHeardAt(),
        List.copyOf(standings));
  }

  private static Map<UUID, Map<String, Map<String, Long>>> edges(
      Sql sql, String project, @Nullable String service, long generation, UUID[] hosts) {
    Sql.Statement statement =
        sql.statement(SQL.get(generation == 0 ? "edges" : "edges_of_generation"))
            .bind("project", project)
            .bind("service", service)
            .bind("hosts", hosts);
    if (generation != 0) {
      statement.bind("generation", generation);
    }
    record Edge(UUID host, String service, String source, long bytes) {}
    Map<UUID, Map<String, Map<String, Long>>> edges = new HashMap<>();
    for (Edge edge :
        statement.list(row ->
            new Edge(
                row.uuid("host"), row.text("service"), row.text("source"), row.number("bytes")))) {
      edges
          .computeIfAbsent(edge.host, _ -> new HashMap<>())
          .computeIfAbsent(edge.service, _ -> new HashMap<>())
          .put(edge.source, edge.bytes);
    }
    return edges;
  }

  private static void standings(
      Sql sql,
      String project,
      @Nullable String service,
      UUID[] hosts,
      Map<UUID, Map<String, Map<String, Long>>> edges,
      Map<UUID, List<Standing>> into) {
    record Line(UUID host, Standing standing) {}
    sql.statement(SQL.get("standings"))
        .bind("project", project)
        .bind("service", service)
        .bind("hosts", hosts)
        .list(row -> {
          UUID host = row.uuid("host");
          Map<String, Long> bytes =
              edges.getOrDefault(host, Map.of()).getOrDefault(row.text("service"), Map.of());
          return new Line(host, standing(row, bytes));
        })
        .forEach(
            line -> into.computeIfAbsent(line.host, _ -> new ArrayList<>()).add(line.standing));
  }

  private static Standing standing(Row row, Map<String, Long> bytes) {
    String active = row.textOrNull("active");
    return new Standing(
        row.text("service"),
        row.number("generation"),
        HostState.valueOf(row.text("state")),
        row.textOrNull("stage"),
        row.textOrNull("reason"),
        row.number("active_generation"),
        active == null ? null : new Sha256(active),
        row.integer("pieces"),
        Map.copyOf(bytes),
        plan(row),
        complaint(row));
  }

  private static @Nullable Plan plan(Row row) {
    Long generation = row.numberOrNull("plan_generation");
    if (generation == null) {
      return null;
    }
    UUID parent = row.uuidOrNull("parent");
    return new Plan(
        generation,
        row.integer("place"),
        row.flag("sourced"),
        parent == null ? null : new HostId(parent),
        row.flag("admitted"));
  }

  private static @Nullable Complaint complaint(Row row) {
    String complaint = row.textOrNull("complaint");
    if (complaint == null) {
      return null;
    }
    UUID source = row.uuidOrNull("complaint_source");
    return new Complaint(source == null ? null : new HostId(source), complaint.equals("DEAD"));
  }

  /// What was decided for one host.
  public record Decision(HostId host, Plan plan) {}

  /// Keeps decisions; an older generation never replaces a newer one, and an admission is never
  /// taken back within its generation.
  public void decide(String project, String service, List<Decision> decisions) {
    if (decisions.isEmpty()) {
      return;
    }
    database.inTransaction(sql -> {
      Sql.Batch batch = sql.batch(SQL.get("put_plan"));
      for (Decision decision : decisions) {
        HostId parent = decision.plan().parent();
        batch
            .bind("project", project)
            .bind("host", decision.host().value())
            .bind("service", service)
            .bind("generation", decision.plan().generation())
            .bind("place", decision.plan().place())
            .bind("sourced", decision.plan().sourced())
            .bind("parent", parent == null ? null : parent.value())
            .bind("admitted", decision.plan().admitted())
            .add();
      }
      batch.execute();
    });
  }

  /// Removes a host.
  ///
  /// @throws Problem `host_not_found`
  public void delete(String project, HostId host) {
    if (database.transaction(
            sql ->
                sql.statement(SQL.get("delete_host"))
                    .bind("project", project)
                    .bind("host", host.value())
                    .update())
        == 0) {
      throw missing(host);
    }
  }
}
