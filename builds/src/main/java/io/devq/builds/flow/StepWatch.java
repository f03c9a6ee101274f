package io.devq.builds.flow;

import io.devq.base.RunId;
import io.devq.base.Threads;
import io.devq.jobs.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Waits for many runs at once, a virtual thread for each; as many as a build has steps.
final class StepWatch implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final BuildJobs jobs;
  private final String project;
  private final Set<RunId> watched = new HashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();

  StepWatch(BuildJobs jobs, String project) {
    this.jobs = jobs;
    this.project = project;
  }

  private sealed interface Word {
    record Ended(Run run) implements Word {}

    record Failed(RuntimeException failure) implements Word {}
  }

  /// Waits for a run from now on, if not already.
  void add(RunId run) {
    if (watched.add(run)) {
      threads.add(Thread.ofVirtual().name("step-watch").start(() -> follow(run)));
    }
  }

  private void follow(RunId id) {
    try {
      Run run = jobs.await(project, id, LONGEST_WAIT);
      while (!run.state().isFinal()) {
        run = jobs.await(project, id, LONGEST_WAIT);
      }
      words.add(new Word.Ended(run));
    } catch (InterruptedException _) {
      // nobody waits for it any more
    } catch (RuntimeException failure) {
      words.add(new Word.Failed(failure));
    }
  }

  /// A run that ended, or empty when none did in the time. Throws what went wrong with waiting.
  Optional<Run> next(Duration atMost) throws InterruptedException {
    Word word = words.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    return switch (word) {
      case null -> Optional.empty();
      case Word.Ended(Run run) -> Optional.of(run);
      case Word.Failed(RuntimeException failure) -> throw failure;
    };
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    threads.forEach(Threads::stop);
  }
}
