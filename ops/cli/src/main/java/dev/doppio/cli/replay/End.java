package dev.doppio.cli.replay;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a replay ends in each partition: at the first of these that is met, and, unless it is live,
 * at what was the log's end when it began.
 *
 * @param scns last runs, by partition
 * @param offsets the runs that hold these offsets are the last, by partition
 * @param time nothing that was committed later, by the source's clock
 * @param gtid the last source transaction, in the partitions that it touched
 * @param live goes on with what is still to be written
 */
public record End(
    Map<Integer, Scn> scns,
    Map<Integer, Long> offsets,
    Optional<Instant> time,
    Optional<Gtid> gtid,
    boolean live) {
  /** Somebody ends it. */
  static final End LIVE = new End(Map.of(), Map.of(), Optional.empty(), Optional.empty(), true);

  public End {
    scns = Map.copyOf(scns);
    offsets = Map.copyOf(offsets);
    Objects.requireNonNull(time);
    Objects.requireNonNull(gtid);
  }

  /** With what is there now. */
  public static End ofLog() {
    return new End(Map.of(), Map.of(), Optional.empty(), Optional.empty(), false);
  }

  /** True when the end of a partition is named as an offset or a run. */
  boolean names(int partition) {
    return scns.containsKey(partition) || offsets.containsKey(partition);
  }
}
