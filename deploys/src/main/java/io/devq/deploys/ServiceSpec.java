package io.devq.deploys;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A service as its file describes it.
///
/// @param repository whose builds it takes
/// @param artifact a glob that one artifact of a build matches, by path or last name
/// @param environments by name
/// @param start the command line; `${NAME}` stands for a variable of the host's environment
/// @param health how a host tells that the program works, or null: as long as it runs
/// @param env variables of the program
/// @param keep how many releases stay on a host
public record ServiceSpec(
    String name,
    String repository,
    String artifact,
    Map<String, Environment> environments,
    boolean unpack,
    String start,
    @Nullable Health health,
    Map<String, String> env,
    int keep) {

  /// Copies the maps, in the order of their keys.
  public ServiceSpec {
    environments = Collections.unmodifiableSortedMap(new TreeMap<>(environments));
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
  }

  /// Where and how a service is rolled out.
  ///
  /// @param regions empty for all
  /// @param bake how long all hosts are watched before it counts as succeeded
  public record Environment(List<String> regions, Share maxUnavailable, Duration bake) {

    /// Copies the list.
    public Environment {
      regions = List.copyOf(regions);
    }
  }

  /// A number of hosts, or a percentage of them.
  public record Share(int value, boolean percent) {

    /// How many of `hosts` that are: at least one.
    public int of(int hosts) {
      return Math.max(1, percent ? hosts * value / 100 : value);
    }

    @Override
    public String toString() {
      return percent ? value + "%" : Integer.toString(value);
    }
  }

  /// A check over HTTP: status 200 to 399 is good.
  ///
  /// @param http `:port/path` on the host itself, or a whole address; may hold `${NAME}`
  /// @param holds how long it must stay good without a break
  /// @param within by when after the start that must be so
  public record Health(String http, Duration holds, Duration within) {}
}
