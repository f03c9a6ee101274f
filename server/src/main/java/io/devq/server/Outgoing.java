package io.devq.server;

import io.devq.base.Problem;
import io.devq.base.Service;
import io.devq.base.TimeSource;
import io.devq.database.Database;
import io.devq.jobs.JobSpec;
import io.devq.jobs.service.JobEngine;
import io.devq.server.notify.Notifying;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.outbound.Guard;
import io.devq.server.outbound.HttpCall;
import io.devq.server.outbound.HttpWork;
import io.devq.server.outbound.Outbound;
import io.devq.server.security.SealingKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// All that leaves the server because a user wants it: jobs that are a request, and notifications.
final class Outgoing implements Service {

  /// Types that DevQ alone submits begin so.
  private static final String OWN_TYPES = "devq.";

  private final Guard guard;
  private final Outbound outbound;
  private final Notifying notifying;

  /// Makes it and registers it with an engine that is not running yet.
  ///
  /// @param data where keys are kept
  /// @param address of this server for links, when it is known
  Outgoing(
      Outside outside,
      Database database,
      Path data,
      JobEngine jobs,
      Supplier<Optional<String>> address,
      TimeSource time) {
    guard = new Guard(outside.outbound(), outside.resolver());
    outbound = new Outbound(guard);
    Notifying.Ways ways =
        new Notifying.Ways(guard, outbound, outside.mail(), SealingKey.in(data), address);
    notifying = new Notifying(new NotificationStore(database), jobs, ways, time);
    jobs.handle(HttpWork.TYPE, new HttpWork(outbound, time));
    jobs.handle(Notifying.TYPE, notifying.handler());
    jobs.followUp(notifying.followUps());
    jobs.tell(notifying::tell);
  }

  Notifying notifying() {
    return notifying;
  }

  /// Looks at a job that comes from outside.
  ///
  /// @throws Problem `reserved_type`, and those of what the job wants to reach
  void check(JobSpec spec) {
    if (spec.type().startsWith(OWN_TYPES)) {
      throw Problem.invalid(
          "reserved_type",
          "Types that begin with \"" + OWN_TYPES + "\" are DevQ's own; choose another name.",
          "/type");
    }
    if (spec.type().equals(HttpWork.TYPE)) {
      var _ = guard.check(HttpCall.read(spec.payload()).url(), "/payload/url");
    }
    for (int i = 0; i < spec.notices().size(); i++) {
      notifying.check(spec.notices().get(i), "/notify/" + i);
    }
  }

  @Override
  public void start() {
    notifying.start();
  }

  @Override
  public void stop() {
    notifying.stop();
    outbound.close();
  }
}
