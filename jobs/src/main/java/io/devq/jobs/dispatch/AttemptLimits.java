package io.devq.jobs.dispatch;

import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.jobs.JobLimits;
import io.devq.jobs.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How long attempts may take, and what those inside this process say of themselves. A part of
/// [Dispatch], under its lock.
public final class AttemptLimits {

  private final Dispatch dispatch;

  /// The deadlines of what is under way in `dispatch`.
  public AttemptLimits(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /// An attempt that has gone beyond a limit.
  ///
  /// @param reason a sentence that names the limit
  public record Breach(LiveAttempt.Snapshot attempt, String reason) {}

  /// How long after a limit an attempt is found to have gone beyond it. A worker elsewhere ends its
  /// attempts by its own clock, and what it says arrives late.
  ///
  /// @param running for the time limit of a worker elsewhere
  /// @param progress for what such a worker has to report
  /// @param all for all
  public record Slack(Duration running, Duration progress, Duration all) {}

  /// The attempts that have gone beyond a limit.
  public List<Breach> breaches(Instant now, Slack slack) {
    return dispatch.locked(() -> {
      List<Breach> found = new ArrayList<>();
      for (LiveAttempt attempt : dispatch.attemptsUnderLock()) {
        if (attempt.stage != LiveAttempt.Stage.ENDING) {
          String reason = breach(attempt, now, slack);
          if (reason != null) {
            found.add(new Breach(attempt.snapshot(), reason));
          }
        }
      }
      return found;
    });
  }

  private static @Nullable String breach(LiveAttempt attempt, Instant now, Slack slack) {
    Instant started = attempt.startedAt;
    if (started == null) {
      return null;
    }
    Duration late = attempt.local ? slack.all() : slack.all().plus(slack.running());
    if (started.plus(attempt.limit).plus(late).isBefore(now)) {
      return "ran longer than its time limit of " + attempt.limit;
    }
    Duration silence = attempt.run.spec().limits().progress();
    if (silence == null) {
      return null;
    }
    Instant last = attempt.progressedAt == null ? started : attempt.progressedAt;
    Duration lateReport = attempt.local ? slack.all() : slack.all().plus(slack.progress());
    return last.plus(silence).plus(lateReport).isBefore(now)
        ? "reported no progress for " + silence
        : null;
  }

  /// A handler in this process says how far it is; ignored when its attempt is not under way.
  public void progress(UUID run, int number, int percent, @Nullable String note, Instant at) {
    dispatch.locked(() -> {
      change(
          run,
          number,
          attempt -> attempt.hear(held(attempt, percent, note, attempt.reports + 1), at));
      return null;
    });
  }

  private static Workers.Held held(
      LiveAttempt attempt, int percent, @Nullable String note, long reports) {
    return new Workers.Held(
        new RunId(attempt.run.id()), attempt.run.attempt(), percent, note, reports, attempt.limit);
  }

  /// A handler in this process asks for more time.
  ///
  /// @return how long the attempt may run in all; zero when it is not under way
  /// @throws Problem `time_limit_too_long`
  public Duration extend(UUID run, int number, Duration more) {
    return dispatch.locked(() -> {
      LiveAttempt attempt = dispatch.attemptUnderLock(run);
      if (attempt == null || attempt.run.attempt() != number) {
        return Duration.ZERO;
      }
      Duration most = JobLimits.longestLimit(attempt.run.spec().timeout());
      if (more.isNegative() || more.compareTo(most.minus(attempt.limit)) > 0) {
        throw Problem.invalid(
            "time_limit_too_long",
            "An attempt of this job may run for "
                + most
                + " in all; give the job a longer time-out for more.");
      }
      attempt.limit = attempt.limit.plus(more);
      return attempt.limit;
    });
  }

  private void change(UUID run, int number, Consumer<LiveAttempt> change) {
    LiveAttempt attempt = dispatch.attemptUnderLock(run);
    if (attempt != null && attempt.run.attempt() == number) {
      change.accept(attempt);
    }
  }
}
