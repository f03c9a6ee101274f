package io.devq.deploys;

import io.devq.base.Problem;
import java.util.regex.Pattern;

/// What the name of a region, service, environment or host looks like.
public final class DeployNames {

  /// The longest name.
  public static final int LONGEST = 63;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9])?");

  private DeployNames() {}

  /// Insists on it.
  ///
  /// @throws Problem `invalid_name`
  public static String check(String pointer, String name) {
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw Problem.invalid(
          "invalid_name",
          "A name has 1 to "
              + LONGEST
              + " of the characters a-z, 0-9, dot, hyphen and underscore, and starts and ends with"
              + " a letter or digit.",
          pointer);
    }
    return name;
  }
}
