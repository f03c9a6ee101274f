package io.devq.server.notify.store;

import io.devq.base.NotificationId;
import io.devq.jobs.JobSpec;
import io.devq.jobs.Notify;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whom to tell of what becomes of some jobs of a project.
public record Rule(
    NotificationId id,
    String project,
    Notify wish,
    Filter filter,
    String createdBy,
    Instant createdAt) {

  /// Which jobs; a null does not restrict.
  ///
  /// @param name a name, or the beginning of names with a `*` at its end
  public record Filter(
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable String name) {

    /// Every job.
    public static final Filter ALL = new Filter(null, null, null, null);

    /// Whether a job is one of them.
    public boolean matches(JobSpec job) {
      return is(owner, job.owner())
          && is(queue, job.queue())
          && is(type, job.type())
          && isNamed(job.name());
    }

    private static boolean is(@Nullable String wanted, @Nullable String value) {
      return wanted == null || wanted.equals(value);
    }

    private boolean isNamed(@Nullable String value) {
      if (name == null || !name.endsWith("*")) {
        return is(name, value);
      }
      return value != null && value.startsWith(name.substring(0, name.length() - 1));
    }
  }
}
