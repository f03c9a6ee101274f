package io.devq.deploys.store;

import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.HostId;
import io.devq.base.Sha256;
import io.devq.database.Database;
import io.devq.database.Row;
import io.devq.deploys.HostOrders.Goal;
import io.devq.deploys.HostOrders.Source;
import io.devq.deploys.file.ServiceFile;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Goals as a host sees them.
public final class GoalRows {

  private final Database database;

  /// The tables in `database`.
  public GoalRows(Database database) {
    this.database = database;
  }

  /// What should run on a host, by service. A goal that is settled admits every host and lets it
  /// fetch from the store, so that a host that comes late needs nobody to decide for it.
  public List<Goal> of(String project, HostId host) {
    return database.autocommit(sql ->
        sql.statement(DeploymentRows.SQL.get("goals_of_host"))
            .bind("project", project)
            .bind("host", host.value())
            .list(GoalRows::goal));
  }

  private static Goal goal(Row row) {
    boolean settled = row.flag("settled");
    String pinned = row.textOrNull("pinned");
    return new Goal(
        row.text("service"),
        row.number("generation"),
        new DeploymentId(row.uuid("deployment")),
        new BuildId(row.uuid("build")),
        row.text("artifact"),
        new Sha256(row.text("sha256")),
        row.number("size"),
        ServiceFile.parse(row.text("file")),
        source(row, settled),
        settled || row.flag("admitted"),
        settled,
        pinned == null ? List.of() : Arrays.stream(pinned.split(",")).map(Sha256::new).toList());
  }

  private static @Nullable Source source(Row row, boolean settled) {
    if (settled) {
      return new Source.Store();
    }
    if (!row.flag("sourced")) {
      return null;
    }
    UUID parent = row.uuidOrNull("parent");
    String url = row.textOrNull("peer_url");
    return parent == null || url == null
        ? new Source.Store()
        : new Source.Peer(new HostId(parent), url);
  }
}
