package io.devq.agent.host;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import io.devq.protocol.HostProtocol.State;
import io.devq.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a host remembers of a service over its own death.
///
/// @param generation the newest goal it knows
/// @param active the digest of the release that was started last, or null
/// @param activeKey tells the active release and its settings from others, or null
record UnitMemory(
    long generation,
    State state,
    @Nullable String stage,
    @Nullable String reason,
    long activeGeneration,
    @Nullable Sha256 active,
    @Nullable String activeKey) {

  static final UnitMemory BLANK = new UnitMemory(0, State.IDLE, null, null, 0, null, null);

  /// Reads what an earlier process wrote; nothing when there is nothing to read.
  static UnitMemory read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return BLANK;
    }
    try {
      return Json.tolerant().read(Files.readAllBytes(file), UnitMemory.class);
    } catch (Problem _) {
      return BLANK;
    }
  }

  void write(Path file) throws IOException {
    Disk.replace(file, Json.tolerant().bytes(this));
  }

  UnitMemory at(State next) {
    return new UnitMemory(generation, next, null, null, activeGeneration, active, activeKey);
  }

  UnitMemory failed(String at, String why) {
    return new UnitMemory(generation, State.FAILED, at, why, activeGeneration, active, activeKey);
  }

  UnitMemory begin(long next) {
    return new UnitMemory(next, State.IDLE, null, null, activeGeneration, active, activeKey);
  }

  UnitMemory running(@Nullable Sha256 digest, @Nullable String key) {
    return new UnitMemory(generation, state, stage, reason, generation, digest, key);
  }
}
