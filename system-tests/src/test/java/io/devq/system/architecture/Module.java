package io.devq.system.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Who may use whom. The order is that of the reactor: a module may use only modules above it.
enum Module {
  BASE,
  DATABASE,
  POSTGRES,
  JOBS,
  BLOBS,
  BUILDS,
  DEPLOYS,
  PROTOCOL,
  CLIENT,
  AGENT,
  SERVER,
  CLI;

  /// The modules it may use. The command line uses only the data folder of `postgres`, to find the
  /// server that holds one.
  Set<Module> uses() {
    return switch (this) {
      case BASE -> EnumSet.noneOf(Module.class);
      case DATABASE, POSTGRES, BLOBS, PROTOCOL -> EnumSet.of(BASE);
      case JOBS -> EnumSet.of(BASE, DATABASE);
      case BUILDS -> EnumSet.of(BASE, DATABASE, JOBS, BLOBS);
      case DEPLOYS -> EnumSet.of(BASE, DATABASE, JOBS, BLOBS, BUILDS);
      case CLIENT -> EnumSet.of(BASE, PROTOCOL);
      case AGENT -> EnumSet.of(BASE, PROTOCOL, CLIENT);
      case SERVER -> EnumSet.complementOf(EnumSet.of(AGENT, SERVER, CLI));
      case CLI -> EnumSet.of(BASE, POSTGRES, PROTOCOL, CLIENT, AGENT, SERVER);
    };
  }

  /// The folder of its sources.
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The package at its root.
  String root() {
    return "io.devq." + folder();
  }

  /// Whether a class is of this module. Templates become classes in a package of their own; they
  /// are of the server.
  boolean holds(JavaClass type) {
    String name = type.getPackageName() + ".";
    return name.startsWith(root() + ".")
        || (this == SERVER && name.startsWith(Program.TEMPLATES + "."));
  }
}
