package io.devq.jobs.service;

import io.devq.base.Loop;
import io.devq.base.Service;
import io.devq.jobs.dispatch.Dispatch;
import io.devq.jobs.store.Stores;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What nobody waits for: claims of which nothing runs, partitions to come and to go, answered
/// signals, old idempotency keys.
final class Housekeeping implements Service {

  private static final Duration CLAIMS = Duration.ofMillis(100);
  private static final Duration THE_REST = Duration.ofMinutes(10);
  private static final int DAYS_AHEAD = 14;

  private final Dispatch dispatch;
  private final Stores stores;
  private final Loop claims = new Loop("devq-claims", this::dropClaims);
  private final Loop rest = new Loop("devq-housekeeping", this::runOnce);

  Housekeeping(Dispatch dispatch, Stores stores) {
    this.dispatch = dispatch;
    this.stores = stores;
  }

  @Override
  public void start() {
    LocalDate today = stores.partitions().today();
    stores.partitions().create(today, today.plusDays(1));
    claims.start();
    rest.start();
  }

  @Override
  public void stop() {
    claims.stop();
    rest.stop();
    dropClaims();
  }

  private Duration dropClaims() {
    Map<Integer, Set<UUID>> empty = dispatch.takeEmptyClaims();
    if (!empty.isEmpty()) {
      try {
        stores.ownership().drop(empty);
      } catch (RuntimeException failure) {
        dispatch.returnEmptyClaims(empty);
        throw failure;
      }
    }
    return CLAIMS;
  }

  Duration runOnce() {
    LocalDate today = stores.partitions().today();
    stores.partitions().create(today, today.plusDays(DAYS_AHEAD));
    stores.partitions().dropOld(today);
    stores.signals().forgetAnswered();
    stores.completions().forget();
    stores.keys().expireRequests();
    stores.keys().releaseUnheld();
    stores.logs().discardOrphans();
    stores.attempts().forgetOrphans();
    return THE_REST;
  }
}
