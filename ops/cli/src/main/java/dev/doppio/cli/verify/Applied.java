package dev.doppio.cli.verify;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How far the replica is, as far as is known. Not thread-safe. */
final class Applied {
  private static final long LOOK_NANOS = 20_000_000L;

  private final Replica replica;
  private final LongSupplier nanoTime;
  private Map<PartitionId, Scn> at = Map.of();
  private long lookedAt;

  Applied(Replica replica, LongSupplier nanoTime) {
    this.replica = replica;
    this.nanoTime = nanoTime;
  }

  Map<PartitionId, Scn> at() {
    return at;
  }

  /** It was seen there. */
  void are(Map<PartitionId, Scn> places) {
    at = places;
  }

  /** Looks where that is not known, now and then. */
  boolean hasReached(Map<PartitionId, Scn> need) {
    long now = nanoTime.getAsLong();
    if (!isThere(need) && now - lookedAt >= LOOK_NANOS) {
      lookedAt = now;
      at = replica.checkpoints();
    }
    return isThere(need);
  }

  private boolean isThere(Map<PartitionId, Scn> need) {
    return need.entrySet().stream()
        .allMatch(
            e ->
                Optional.ofNullable(at.get(e.getKey()))
                    .filter(scn -> !scn.isBefore(e.getValue()))
                    .isPresent());
  }
}
