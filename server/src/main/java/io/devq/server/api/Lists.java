package io.devq.server.api;

import io.devq.base.JobId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.OutcomeClass;
import io.devq.jobs.RunFilter;
import io.devq.jobs.RunState;
import io.devq.server.http.Request;
import io.devq.server.http.Route;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What all lists of jobs and runs take.
final class Lists {

  private static final int USUAL = 50;

  private Lists() {}

  static Route query(Route route) {
    return route
        .query("owner", String.class, "Whose")
        .query("queue", String.class, "Of which queue")
        .query("type", String.class, "Of which job type")
        .query("tag", String.class, "With this tag: its name, or name=value")
        .query("text", String.class, "Whose type, owner, name, tags or payload contain this text")
        .query("since", Instant.class, "Created at this moment or later")
        .query("until", Instant.class, "Created before this moment")
        .query("limit", Integer.class, "1 to 200")
        .query("cursor", String.class, "The nextCursor of the page before");
  }

  /// Runs that are over also tell whose doing that was.
  static Route runQuery(Route route) {
    return query(route)
        .query("state", RunState.class, "In which state")
        .query("class", OutcomeClass.class, "Whose doing their end was");
  }

  static int limit(Request request) {
    return request.query().integer("limit", USUAL, 1, JobLimits.PAGE);
  }

  static RunFilter runFilter(Request request, @Nullable JobId job) {
    OutcomeClass outcomeClass = request.query().constant("class", OutcomeClass.class).orElse(null);
    RunFilter filter = filter(request, job);
    return new RunFilter(
        filter.job(),
        filter.owner(),
        filter.queue(),
        filter.type(),
        request.query().constant("state", RunState.class).orElse(null),
        outcomeClass,
        filter.search());
  }

  static RunFilter filter(Request request, @Nullable JobId job) {
    return new RunFilter(
        job,
        request.query().text("owner").orElse(null),
        request.query().text("queue").orElse(null),
        request.query().text("type").orElse(null),
        null,
        null,
        new RunFilter.Search(
            request.query().text("tag").orElse(null),
            request.query().text("text").orElse(null),
            request.query().instant("since").orElse(null),
            request.query().instant("until").orElse(null)));
  }
}
