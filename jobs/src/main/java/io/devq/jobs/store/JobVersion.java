package io.devq.jobs.store;

import io.devq.base.Sha256;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Schedule;
import io.devq.jobs.store.JobStore.JobRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The version of a job: a text that changes whenever what the job says changes. Made from what it
/// says, so that every node tells the same and nothing has to be counted.
public final class JobVersion {

  private static final int LENGTH = 16;

  private JobVersion() {}

  /// Of a one-time job that waits or is under way.
  public static String of(LiveRun run) {
    return of(run.spec(), run.due());
  }

  /// Of a one-time job.
  public static String of(JobSpec spec, Instant due) {
    return digest(spec, due.toString());
  }

  /// Of a recurring job.
  public static String of(JobRow row) {
    return digest(
        row.spec(),
        row.state()
            + "\0"
            + ScheduleCodec.write((Schedule.Recurring) row.spec().schedule(), row.spec().name()));
  }

  private static String digest(JobSpec spec, String when) {
    String all =
        String.join(
            "\0",
            spec.type(),
            String.valueOf(spec.owner()),
            spec.queue(),
            String.valueOf(spec.priority()),
            spec.payload(),
            String.valueOf(SpecCodec.settings(spec)),
            when);
    return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, LENGTH);
  }
}
