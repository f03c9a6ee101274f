package io.devq.deploys;

import java.time.Duration;
import java.util.List;

/// Where builds that succeeded are found again, should the word of one have been lost.
@FunctionalInterface
public interface SucceededBuilds {

  /// Builds that succeeded within the last `age`, newest first.
  List<SucceededBuild> recent(Duration age, int limit);
}
