package io.devq.agent.host;

import io.devq.base.Failpoint;
import io.devq.base.HostId;
import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.protocol.HostProtocol.Complaint;
import io.devq.protocol.HostProtocol.Goal;
import io.devq.protocol.HostProtocol.Source;
import io.devq.protocol.PieceList;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Brings an artifact in, piece by piece, from whatever source the server names at the moment. The
/// host never chooses a source; it only complains about one.
final class Download {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String STORE = "store";

  private final UnitFolder folder;
  private final Tools tools;
  private final Desk desk;

  Download(UnitFolder folder, Tools tools, Desk desk) {
    this.folder = folder;
    this.tools = tools;
    this.desk = desk;
  }

  /// Whether the artifact is here, whole.
  boolean isHere(Goal goal) {
    return Files.exists(folder.artifact(goal.sha256()));
  }

  /// Shows peers an artifact that is here.
  void show(Goal goal) throws IOException {
    if (isHere(goal) && Files.exists(folder.pieceList(goal.sha256()))) {
      PieceList list = PieceList.decode(Files.readAllBytes(folder.pieceList(goal.sha256())));
      tools.shelf().whole(goal.peerToken(), list, folder.artifact(goal.sha256()));
    }
  }

  /// Brings the artifact in.
  ///
  /// @return false when a newer goal came first; what is here stays for later
  boolean run(Goal goal) throws IOException, InterruptedException {
    PieceList list = list(goal);
    boolean whole = false;
    try (PartFile part = PartFile.open(list, folder.download(goal.sha256()))) {
      tools.shelf().arriving(goal.sha256(), goal.peerToken(), part);
      desk.pieces(part.pieces());
      if (!fetchAll(part, goal)) {
        return false;
      }
      Failpoint.pass("host.before-whole");
      Disk.replace(folder.pieceList(goal.sha256()), list.encode());
      whole = part.finish(folder.artifact(goal.sha256()));
    } finally {
      if (!whole) {
        tools.shelf().remove(goal.sha256());
      }
    }
    if (!whole) {
      throw new IOException("all pieces are right but the whole is not " + goal.sha256());
    }
    tools.shelf().whole(goal.peerToken(), list, folder.artifact(goal.sha256()));
    return true;
  }

  private PieceList list(Goal goal) throws InterruptedException {
    PieceList list = tools.pieces().of(goal.sha256());
    if (!list.sha256().equals(goal.sha256()) || list.size() != goal.size()) {
      throw Problem.invalid(
          "wrong_piece_list", "The server sent the list of another artifact: " + list.sha256());
    }
    return list;
  }

  private boolean fetchAll(PartFile part, Goal goal) throws IOException, InterruptedException {
    while (!part.isWhole()) {
      Goal now = desk.goal();
      if (now == null || now.generation() != goal.generation()) {
        return false;
      }
      Source source = now.source();
      if (source == null) {
        desk.await(LOOK);
        continue;
      }
      fetch(part, source);
    }
    return true;
  }

  private void fetch(PartFile part, Source source) throws IOException, InterruptedException {
    int index = part.pieces();
    Fetch fetch =
        new Fetch(tools.http(), tools.time(), source, part.list().length(index), desk::wake)
            .start(index);
    try {
      while (fetch.end() == null) {
        desk.await(LOOK);
        Goal now = desk.goal();
        if (now == null || !source.equals(now.source())) {
          return;
        }
        boolean stalled = tools.time().nanos() - fetch.lastByte() > HostLimits.STALL.toNanos();
        desk.complain(stalled ? new Complaint(source.host(), false) : null);
      }
    } finally {
      fetch.cancel();
    }
    take(part, source, index, fetch.end());
  }

  private void take(PartFile part, Source source, int index, Fetch.@Nullable End end)
      throws IOException, InterruptedException {
    switch (end) {
      case Fetch.End.Got got when PartFile.isPiece(part.list(), index, got.bytes()) -> {
        part.append(got.bytes());
        desk.got(name(source.host()), got.bytes().length);
        desk.pieces(part.pieces());
        Failpoint.pass("host.after-piece");
      }
      case Fetch.End.Got _, Fetch.End.Failed _ -> {
        desk.complain(new Complaint(source.host(), true));
        desk.await(HostLimits.FETCH_PAUSE);
      }
      case Fetch.End.NotYet _ -> {
        desk.complain(new Complaint(source.host(), false));
        desk.await(HostLimits.FETCH_PAUSE);
      }
      case null -> desk.await(LOOK);
    }
  }

  private static String name(@Nullable HostId host) {
    return host == null ? STORE : host.text();
  }

  /// Forgets an artifact that was removed.
  void forget(Sha256 sha256) {
    tools.shelf().remove(sha256);
  }
}
