package io.devq.deploys.store;

import io.devq.base.BuildId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.blobs.Blob;
import io.devq.blobs.PieceDigests;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.database.Sql;
import io.devq.deploys.Replica;
import io.devq.deploys.ReplicaState;
import io.devq.deploys.SucceededBuild;
import io.devq.deploys.SucceededBuild.Artifact;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables of deployable builds, their artifacts, the copies of these and their pieces.
public final class ReplicaRows {

  private static final Queries SQL = Queries.load(ReplicaRows.class, "replicas.sql");
  private static final int DIGEST_BYTES = 32;

  private final Database database;

  /// The tables in `database`.
  public ReplicaRows(Database database) {
    this.database = database;
  }

  /// Notes a build and its artifacts; a second time changes nothing.
  public void note(SucceededBuild build) {
    database.inTransaction(sql -> {
      sql.statement(SQL.get("note_build"))
          .bind("project", build.project())
          .bind("build", build.id().value())
          .bind("repository", build.repository())
          .bind("number", build.number())
          .bind("commit", build.commit())
          .update();
      Sql.Batch batch = sql.batch(SQL.get("note_artifact"));
      for (Artifact artifact : build.artifacts()) {
        batch
            .bind("project", build.project())
            .bind("build", build.id().value())
            .bind("name", artifact.name())
            .bind("sha256", artifact.sha256().hex())
            .bind("size", artifact.size())
            .add();
      }
      batch.execute();
    });
  }

  /// A build as it was noted.
  public Optional<SucceededBuild> build(String project, BuildId id) {
    record Line(String repository, long number, String commit, @Nullable Artifact artifact) {}
    List<Line> lines =
        database.autocommit(sql ->
            sql.statement(SQL.get("build"))
                .bind("project", project)
                .bind("build", id.value())
                .list(row ->
                    new Line(
                        row.text("repository"),
                        row.number("number"),
                        row.text("commit_id"),
                        artifact(row))));
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Line first = lines.getFirst();
    List<Artifact> artifacts = new ArrayList<>();
    for (Line line : lines) {
      if (line.artifact != null) {
        artifacts.add(line.artifact);
      }
    }
    return Optional.of(
        new SucceededBuild(project, id, first.repository, first.number, first.commit, artifacts));
  }

  private static @Nullable Artifact artifact(Row row) {
    String name = row.textOrNull("name");
    return name == null
        ? null
        : new Artifact(name, new Sha256(row.text("sha256")), row.number("size"));
  }

  /// Adds up to `limit` copies that should be and are not known yet.
  public List<Replica> addMissing(int limit) {
    return database.transaction(sql ->
        sql.statement(SQL.get("add_missing_replicas"))
            .bind("limit", limit)
            .list(ReplicaRows::replica));
  }

  /// Copies that are not present and were not touched for a while, the longest first.
  public List<Replica> unfinished(Duration untouched, int limit) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("unfinished"))
            .bind("seconds", (double) untouched.toSeconds())
            .bind("limit", limit)
            .list(ReplicaRows::replica));
  }

  /// A copy.
  public Optional<Replica> find(String project, Sha256 sha256, String region) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("replica"))
            .bind("project", project)
            .bind("sha256", sha256.hex())
            .bind("region", region)
            .first(ReplicaRows::replica));
  }

  /// The copies of a build's artifacts.
  public List<Replica> ofBuild(String project, BuildId build) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("replicas_of_build"))
            .bind("project", project)
            .bind("build", build.value())
            .list(ReplicaRows::replica));
  }

  private static Replica replica(Row row) {
    return new Replica(
        row.text("project"),
        new Sha256(row.text("sha256")),
        row.text("region"),
        row.number("size"),
        ReplicaState.valueOf(row.text("state")),
        row.number("bytes"),
        row.integer("attempts"),
        row.textOrNull("reason"),
        row.instant("updated_at"));
  }

  /// Moves a copy to its next state, if it is still in the state it was read in.
  ///
  /// @param reason exactly when the next state is FAILED
  /// @return the copy as it is now; empty when somebody else moved or removed it
  /// @throws Problem `illegal_transition`
  public Optional<Replica> move(
      Replica from, ReplicaState to, long bytes, @Nullable String reason) {
    ReplicaState.LAW.check(from.state(), to);
    boolean begins = to == ReplicaState.COPYING && from.state() != ReplicaState.COPYING;
    int moved =
        database.transaction(sql ->
            sql.statement(SQL.get("move_replica"))
                .bind("project", from.project())
                .bind("sha256", from.sha256().hex())
                .bind("region", from.region())
                .bind("from", from.state())
                .bind("to", to)
                .bind("bytes", bytes)
                .bind("reason", reason)
                .bind("attempts", begins ? 1 : 0)
                .update());
    return moved == 0 ? Optional.empty() : find(from.project(), from.sha256(), from.region());
  }

  /// Keeps the digests of an artifact's pieces.
  public void putPieces(String project, PieceDigests pieces) {
    ByteBuffer digests = ByteBuffer.allocate(pieces.digests().size() * DIGEST_BYTES);
    pieces.digests().forEach(digest -> digests.put(HexFormat.of().parseHex(digest.hex())));
    database.inTransaction(sql ->
        sql.statement(SQL.get("put_pieces"))
            .bind("project", project)
            .bind("sha256", pieces.blob().sha256().hex())
            .bind("size", pieces.blob().size())
            .bind("pieceSize", pieces.pieceSize())
            .bind("digests", digests.array())
            .update());
  }

  /// The digests of an artifact's pieces, if they were kept.
  public Optional<PieceDigests> pieces(String project, Sha256 sha256) {
    return database.autocommit(sql ->
        sql.statement(SQL.get("pieces"))
            .bind("project", project)
            .bind("sha256", sha256.hex())
            .first(row ->
                new PieceDigests(
                    new Blob(sha256, row.number("size")),
                    row.integer("piece_size"),
                    digests(row.bytes("digests")))));
  }

  private static List<Sha256> digests(byte[] bytes) {
    List<Sha256> digests = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += DIGEST_BYTES) {
      digests.add(new Sha256(HexFormat.of().formatHex(bytes, at, at + DIGEST_BYTES)));
    }
    return digests;
  }
}
