package io.devq.jobs;

import io.devq.base.Nearest;
import io.devq.base.Problem;
import java.time.DateTimeException;
import java.time.ZoneId;

/// Time zones by their IANA names.
public final class Zones {

  private Zones() {}

  /// The zone of that name.
  ///
  /// @throws Problem `unknown_zone`, naming the nearest one there is
  public static ZoneId parse(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Problem.invalid(
          "unknown_zone",
          "There is no time zone \""
              + name
              + "\"; the nearest name is "
              + Nearest.to(name, ZoneId.getAvailableZoneIds()).orElse("UTC")
              + ".",
          "/schedule/zone");
    }
  }
}
