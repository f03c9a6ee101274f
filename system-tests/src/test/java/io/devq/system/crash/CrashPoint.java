package io.devq.system.crash;

import java.util.ArrayList;
import java.util.List;

/// A place at which a server is made to die, and the story in which it passes there. The failpoints
/// of the whole source tree are in [#ALL], or are crashed at by a test that [FailpointsTest] names.
///
/// @param failpoint its name
/// @param passing at which passing the server dies
/// @param isUsual whether each run of all tests crashes here
record CrashPoint(Story story, String failpoint, int passing, boolean isUsual) {

  /// What happens before and around the death.
  enum Story {
    /// The server has a fresh, initialised folder, and is asked for work.
    WORK,
    /// The same, with a build that fails.
    BAD_BUILD,
    /// The same, with a build that is cancelled.
    CANCELLED_BUILD,
    /// The same, with builds that are copied to a region and deployed.
    ROLLOUT,
    /// The same, with jobs whose ends are told to a webhook.
    TOLD,
    /// The server starts for the first time.
    FIRST_START,
    /// The server starts after everything was killed in the middle of a build.
    NEXT_START
  }

  static final List<CrashPoint> ALL = all();

  private static List<CrashPoint> all() {
    List<CrashPoint> all = new ArrayList<>();
    add(all, Story.FIRST_START, "postgres.unpacked", "postgres.initdb", "postgres.initialised");
    add(all, Story.FIRST_START, "admin_token_made", "lease.after-take:5");
    add(all, Story.NEXT_START, "postgres.ready_to_start", "postgres.started");
    add(all, Story.NEXT_START, "lease.before-take", "lease.before-take:33", "lease.after-take:64");
    add(all, Story.NEXT_START, "rescue.before", "rescue.before:2");
    add(all, Story.WORK, "submit.before-insert", "submit.before-commit", "submit.after-commit");
    add(
        all,
        Story.WORK,
        "submit.before-insert:4",
        "submit.before-commit:4",
        "submit.after-commit:5");
    add(all, Story.WORK, "claim.before", "claim.after!", "claim.before:4", "claim.after:5");
    add(all, Story.WORK, "fire.before", "fire.after!", "fire.before:2", "fire.after:2");
    add(all, Story.WORK, "outcome.before", "outcome.after!", "outcome.before:3", "outcome.after:4");
    add(all, Story.WORK, "log.before-append", "log.after-append", "log.after-append:7");
    add(all, Story.WORK, "log.before-seal", "log.after-seal", "log.after-seal:4");
    add(all, Story.WORK, "payload.before-store", "payload.after-store");
    add(all, Story.WORK, "result.before-store", "result.after-store");
    add(all, Story.WORK, "checkpoint.before-save", "checkpoint.after-save");
    add(all, Story.WORK, "worker.start", "worker.attempt.begin", "worker.start:3");
    add(all, Story.WORK, "worker.log.before:2", "worker.log.after:2", "worker.log.after:9");
    add(all, Story.WORK, "worker.outcome.before", "worker.outcome.after", "worker.outcome.after:4");
    add(all, Story.WORK, "runner.shell.start", "runner.checkout.fetched", "runner.step.start:2");
    add(all, Story.WORK, "runner.step.start", "runner.step.done", "runner.step.done:2");
    add(all, Story.WORK, "build.before-submit", "build.after-submit", "build.commit-read");
    add(all, Story.WORK, "build.before-begin", "build.after-begin", "build.before-submit-step");
    add(all, Story.WORK, "build.between-submit-step!", "build.between-submit-step:2");
    add(all, Story.WORK, "build.after-submit-step", "build.after-submit-step:2");
    add(all, Story.WORK, "build.before-settle-step", "build.after-settle-step");
    add(all, Story.WORK, "build.before-settle-step:2", "build.after-settle-step:2");
    add(all, Story.WORK, "build.before-succeeded", "build.after-succeeded");
    add(all, Story.WORK, "artifact.stored", "artifact.before-record", "artifact.after-record");
    add(all, Story.WORK, "blob.before-rename", "blob.after-rename", "blob.after-rename:3");
    add(all, Story.BAD_BUILD, "build.before-failing", "build.before-failed");
    add(all, Story.CANCELLED_BUILD, "build.cancel-asked", "build.before-cancelled");
    add(all, Story.ROLLOUT, "replicate.before-copy", "replicate.before-verify");
    add(all, Story.ROLLOUT, "replicate.after-verify", "deploy.before-goal", "deploy.after-goal");
    add(
        all,
        Story.ROLLOUT,
        "deploy.before-end",
        "deploy.after-rollback-goal",
        "deploy.before-end:2");
    add(all, Story.TOLD, "outcome.with-follow-ups", "outcome.after-follow-ups!");
    add(all, Story.TOLD, "notify.before-send", "notify.before-send:2", "notify.after-send");
    return List.copyOf(all);
  }

  /// @param points names, with `:n` for another passing than the first, and `!` for the usual ones
  private static void add(List<CrashPoint> all, Story story, String... points) {
    for (String point : points) {
      boolean usual = point.endsWith("!");
      String[] parts = point.replace("!", "").split(":");
      all.add(
          new CrashPoint(
              story, parts[0], parts.length > 1 ? Integer.parseInt(parts[1]) : 1, usual));
    }
  }

  /// As the environment of the server has it.
  String armed() {
    return failpoint + ":" + passing;
  }

  @Override
  public String toString() {
    return armed() + " in " + story;
  }
}
