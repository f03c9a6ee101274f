package io.devq.server.api;

import io.devq.base.HostId;
import io.devq.base.Sha256;
import io.devq.deploys.Deploys;
import io.devq.deploys.file.ServiceFile;
import io.devq.protocol.Deployments;
import io.devq.protocol.HostProtocol.Orders;
import io.devq.protocol.HostProtocol.Register;
import io.devq.protocol.HostProtocol.Registered;
import io.devq.protocol.HostProtocol.Sync;
import io.devq.protocol.SignedPieces;
import io.devq.protocol.Views.Page;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import io.devq.server.http.Role;
import io.devq.server.http.Route;
import io.devq.server.regions.SigningKey;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/// Hosts: the lists people see, and the host protocol.
public final class HostRoutes {

  private static final String HOSTS = "/api/v1/hosts";

  private final Deploys deploys;
  private final SigningKey key;
  private final HostWire wire;

  /// Routes to `deploys`; piece lists are signed with `key`.
  public HostRoutes(Deploys deploys, SigningKey key) {
    this.deploys = deploys;
    this.key = key;
    this.wire = new HostWire(deploys);
  }

  /// The routes.
  public List<Route> routes() {
    return List.of(
        Route.get(HOSTS, Role.VIEWER, "Lists hosts", this::list)
            .gives(200, Page.class, Deployments.Host.class),
        Route.delete(HOSTS + "/{id}", Role.OPERATOR, "Forgets a host", this::delete),
        Route.post(HOSTS, Role.HOST, "Registers a host", this::register)
            .takes(Register.class)
            .gives(201, Registered.class),
        Route.post(HOSTS + "/{id}/sync", Role.HOST, "Tells a host what it should have", this::sync)
            .takes(Sync.class)
            .gives(200, Orders.class)
            .waits(),
        Route.get(
                HOSTS + "/{id}/pieces/{digest}",
                Role.HOST,
                "Gives the signed list of an artifact's pieces",
                this::pieces)
            .gives(200, SignedPieces.class));
  }

  private Response list(Request request) {
    return Response.json(
        new Page<>(
            deploys.hosts(request.project()).stream().map(DeployViews::host).toList(), null));
  }

  private Response delete(Request request) {
    deploys.deleteHost(request.project(), request.parameter("id", HostId::parse));
    return Response.done();
  }

  private Response register(Request request) throws IOException {
    Register wanted = request.json(Register.class);
    HostId id =
        deploys.registerHost(
            request.project(),
            wanted.name(),
            wanted.region(),
            Objects.requireNonNullElse(wanted.environment(), ServiceFile.DEFAULT_ENVIRONMENT),
            Objects.requireNonNullElse(wanted.services(), List.of()));
    return Response.created(HOSTS + "/" + id, new Registered(id, key.publicText()));
  }

  private Response sync(Request request) throws IOException, InterruptedException {
    HostId id = request.parameter("id", HostId::parse);
    Sync sync = request.json(Sync.class);
    return Response.json(
        wire.orders(
            request.project(),
            deploys.sync(request.project(), id, HostWire.report(sync), sync.hold())));
  }

  private Response pieces(Request request) {
    Sha256 sha256 = request.parameter("digest", Sha256::new);
    return Response.json(key.sign(deploys.pieces(request.project(), sha256)));
  }
}
