package io.devq.server.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.devq.jobs.JobSpec;
import io.devq.server.notify.store.Rule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  private static final JobSpec JOB =
      JobSpec.of("shell", "{}").withName("nightly-report").withOwner("ana").withQueue("reports");

  @ParameterizedTest
  @CsvSource({
    ",,,, true",
    "ana,,,, true",
    "bob,,,, false",
    "ana, reports, shell, nightly-report, true",
    "ana, reports, http, nightly-report, false",
    ", default,,, false",
    ",,, nightly-*, true",
    ",,, nightly, false",
    ",,, *, true",
    ",,, *report, false",
    ",,, NIGHTLY-*, false"
  })
  void aFilterRestrictsByWhatItNames(
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable String name,
      boolean matches) {
    assertEquals(matches, new Rule.Filter(owner, queue, type, name).matches(JOB));
  }

  @Test
  void aJobWithoutANameMatchesNoName() {
    JobSpec nameless = JobSpec.of("shell", "{}");
    assertEquals(false, new Rule.Filter(null, null, null, "*").matches(nameless));
    assertEquals(true, Rule.Filter.ALL.matches(nameless));
  }
}
