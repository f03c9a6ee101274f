package io.devq.server.api;

import io.devq.base.Nearest;
import io.devq.base.Problem;
import io.devq.jobs.Job;
import io.devq.protocol.Json;
import io.devq.protocol.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Some fields of a job, changed: each field that is given replaces that of the job as a whole,
/// null stands for its default, and what is not given stays.
final class JobPatch {

  private static final Set<String> FIELDS =
      Arrays.stream(Views.NewJob.class.getRecordComponents())
          .map(component -> component.getName().equals("notices") ? "notify" : component.getName())
          .collect(Collectors.toUnmodifiableSet());

  private JobPatch() {}

  /// The job in full after the change.
  ///
  /// @throws Problem `invalid_json`, `unknown_field`, `not_changeable`
  static Views.NewJob apply(Job job, JsonNode changes) {
    if (!(changes instanceof ObjectNode given)) {
      throw Problem.invalid("invalid_json", "The fields to change are given as a JSON object.", "");
    }
    ObjectNode full = Json.strict().mapper().valueToTree(JobWire.view(job));
    full.retain(FIELDS);
    full.remove("id");
    List<String> names = new ArrayList<>(given.propertyNames());
    for (String name : names) {
      if (!FIELDS.contains(name)) {
        throw Problem.invalid(
            "unknown_field",
            "There is no field \"" + name + "\" here; " + Nearest.hint(name, FIELDS),
            "/" + name);
      }
      full.set(name, given.get(name));
    }
    if (given.has("id") && !given.get("id").asString("").equals(job.id().text())) {
      throw Problem.conflict("not_changeable", "The id of a job stays as it is.");
    }
    return Json.strict().read(Json.strict().bytes(full), Views.NewJob.class);
  }
}
