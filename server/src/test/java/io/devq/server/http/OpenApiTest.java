package io.devq.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.protocol.Json;
import io.devq.protocol.Views;
import io.devq.protocol.WorkerProtocol;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

  private static final Handler DONE = _ -> Response.done();

  private static final Probes.Health HEALTH =
      new Probes.Health() {
        @Override
        public List<Probes.Check> live() {
          return List.of(new Probes.Check("process", true, "it runs"));
        }

        @Override
        public List<Probes.Check> ready() {
          return List.of(
              new Probes.Check("database", false, "it does not answer"),
              new Probes.Check("clock", true, "it is right"));
        }

        @Override
        public List<Probes.Check> started() {
          return live();
        }

        @Override
        public String metrics() {
          return "devq_up 1\n";
        }
      };

  private static Route[] routes() {
    List<Route> routes = new java.util.ArrayList<>(Probes.routes(HEALTH));
    routes.add(
        Route.get("/api/v1/jobs", Role.VIEWER, "Lists jobs", DONE)
            .query("limit", Integer.class, "At most so many")
            .gives(200, Views.Page.class, Views.Job.class));
    routes.add(
        Route.post("/api/v1/jobs", Role.OPERATOR, "Creates a job", DONE)
            .takes(Views.NewJob.class)
            .gives(201, Views.Job.class));
    routes.add(
        Route.get("/api/v1/jobs/{id}", Role.VIEWER, "Shows a job", DONE)
            .gives(200, Views.Job.class));
    routes.add(
        Route.post("/api/v1/workers/{id}/sync", Role.WORKER, "Syncs", DONE)
            .takes(WorkerProtocol.Sync.class)
            .gives(200, WorkerProtocol.Orders.class)
            .waits());
    return routes.toArray(Route[]::new);
  }

  @Test
  void describesEveryRouteAndEveryRecord() {
    try (Front front = new Front(routes())) {
      JsonNode api = Json.strict().read(front.get("/openapi.json").body(), JsonNode.class);
      assertEquals("3.1.0", api.path("openapi").asString());
      for (Route route : front.server().routes()) {
        JsonNode operation =
            api.path("paths")
                .path(route.path())
                .path(route.method().name().toLowerCase(Locale.ROOT));
        assertEquals(route.summary(), operation.path("summary").asString(), route.path());
        assertTrue(operation.path("responses").has("default"), route.path());
      }
      assertEquals(
          "#/components/schemas/PageOfJob",
          api.at("/paths/~1api~1v1~1jobs/get/responses/200/content/application~1json/schema/$ref")
              .asString());
      assertEquals(
          "#/components/schemas/Job",
          api.at("/components/schemas/PageOfJob/properties/items/items/$ref").asString());
      assertEquals("type", api.at("/components/schemas/NewJob/required/0").asString());
      assertEquals(1, api.at("/components/schemas/NewJob/required").size());
      assertEquals(
          "date-time", api.at("/components/schemas/Job/properties/createdAt/format").asString());
      assertEquals("bearer", api.at("/components/securitySchemes/token/scheme").asString());
      noReferenceLeadsNowhere(api, api);
    }
  }

  private static void noReferenceLeadsNowhere(JsonNode api, JsonNode node) {
    if (node.has("$ref")) {
      String pointer = node.path("$ref").asString().substring(1);
      assertFalse(api.at(pointer).isMissingNode(), pointer);
    }
    node.forEach(child -> noReferenceLeadsNowhere(api, child));
  }

  @Test
  void operationIdsAreUnique() {
    try (Front front = new Front(routes())) {
      JsonNode api = Json.strict().read(front.get("/openapi.json").body(), JsonNode.class);
      List<String> ids = api.findValuesAsString("operationId");
      assertEquals(ids.size(), ids.stream().distinct().count(), ids::toString);
    }
  }

  @Test
  void probesSayWhatFailsAndOnRequestWhatDoesNot() {
    try (Front front = new Front(routes())) {
      assertEquals("ok\n", front.get("/livez").body());
      assertEquals(503, front.get("/readyz").statusCode());
      assertEquals("FAIL database: it does not answer\nnot ok\n", front.get("/readyz").body());
      assertTrue(front.get("/readyz?verbose").body().contains("ok   clock: it is right\n"));
      assertEquals("devq_up 1\n", front.get("/metrics").body());
    }
  }
}
