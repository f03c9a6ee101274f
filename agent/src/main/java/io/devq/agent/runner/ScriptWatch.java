package io.devq.agent.runner;

import io.devq.base.Loop;
import io.devq.base.Problem;
import io.devq.client.worker.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Looks at what a script writes into its files while it runs: how far it is, and its checkpoint.
final class ScriptWatch {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Attempt attempt;
  private final ScriptFiles files;
  private final Loop loop;
  private State progress = State.ABSENT;
  private State seen = State.ABSENT;
  private State kept;

  /// When a file was last written, and how long it is.
  private record State(@Nullable FileTime written, long size) {

    static final State ABSENT = new State(null, 0);

    static State of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.isRegularFile() ? new State(now.lastModifiedTime(), now.size()) : ABSENT;
      } catch (IOException _) {
        return ABSENT;
      }
    }
  }

  private ScriptWatch(Attempt attempt, ScriptFiles files) {
    this.attempt = attempt;
    this.files = files;
    this.kept = State.of(files.checkpoint());
    this.loop = new Loop("watch " + attempt.assignment().run().text(), () -> look(false));
  }

  /// Puts the checkpoint of the attempts before where the script finds it, and begins to look.
  static ScriptWatch start(Attempt attempt, ScriptFiles files)
      throws IOException, InterruptedException {
    if (attempt.assignment().attempt() > 1) {
      String before = attempt.checkpoint();
      if (before != null) {
        files.leave(before);
      }
    }
    ScriptWatch watch = new ScriptWatch(attempt, files);
    watch.loop.start();
    return watch;
  }

  /// Stops looking.
  void stop() {
    loop.stop();
  }

  /// Looks for the last time, when the script does not write any more and has not done its work.
  void keep() throws InterruptedException {
    look(true);
  }

  /// A file that changed since the last look may be half written, and is read the next time.
  private Duration look(boolean last) throws InterruptedException {
    State said = State.of(files.progress());
    if (!said.equals(progress)) {
      files.progressSaid().ifPresent(p -> attempt.progress(p.percent(), p.note()));
      progress = said;
    }
    State now = State.of(files.checkpoint());
    boolean settled = last || now.equals(seen);
    seen = now;
    if (settled && now.size() > 0 && !now.equals(kept)) {
      keep(now);
    }
    return LOOK_AGAIN;
  }

  private void keep(State now) throws InterruptedException {
    try {
      String content = files.checkpointLeft();
      if (content != null) {
        attempt.checkpoint(content);
      }
      kept = now;
    } catch (Problem refused) {
      kept = now;
      attempt.log().note("the checkpoint is not kept: " + refused.message());
    } catch (IOException unreadable) {
      kept = now;
      attempt.log().note("the checkpoint cannot be read: " + unreadable.getMessage());
    }
  }
}
