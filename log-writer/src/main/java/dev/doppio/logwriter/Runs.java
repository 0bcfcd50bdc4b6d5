package dev.doppio.logwriter;

import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts runs, each with the next sequence of its partition. At most one run of a partition is open
 * at a time, so that a run is contiguous in the log.
 */
final class Runs {
  private final Origin origin;
  private final RecordLimits limits;
  private final LogTransaction out;
  private final Map<PartitionId, PartitionStanding> standings = new TreeMap<>();
  private final ControlCodec controls = new ControlCodec();

  Runs(
      Origin origin,
      RecordLimits limits,
      LogTransaction out,
      Collection<PartitionStanding> standings) {
    this.origin = origin;
    this.limits = limits;
    this.out = out;
    standings.forEach(standing -> this.standings.put(standing.id(), standing));
  }

  /** Gives a partition up, between two runs. */
  void drop(PartitionId partition) {
    standings.remove(partition);
  }

  /** Every partition this node masters. */
  Collection<PartitionStanding> standings() {
    return standings.values();
  }

  /** Last run of every partition this node masters and has opened. */
  Map<PartitionId, Scn> scns() {
    Map<PartitionId, Scn> scns = new TreeMap<>();
    for (PartitionStanding standing : standings.values()) {
      if (standing.isOpened()) {
        scns.put(standing.id(), standing.scn());
      }
    }
    return scns;
  }

  /**
   * Starts a run of document changes.
   *
   * @param gtid present on a source transaction
   * @param nodeTransaction the node's number of it, or of the last one before it
   */
  OpenRun start(
      PartitionId partition,
      RunKind kind,
      Optional<Gtid> gtid,
      long nodeTransaction,
      Instant sourceTime,
      HoldBack budget) {
    PartitionStanding standing = standings.get(partition);
    standing.next(kind, sourceTime);
    return new OpenRun(
        standing.scn(),
        kind,
        standing.transactions(),
        new BeginHeader(standing.log(), origin, gtid, nodeTransaction),
        limits.segmentBytes(),
        budget,
        record -> out.append(partition, record));
  }

  /**
   * Writes a control record as a run of its own into each of the partitions.
   *
   * @param nodeTransaction the node's number of the last source transaction before it
   */
  void control(
      List<PartitionId> partitions,
      ControlRecord record,
      long nodeTransaction,
      Instant sourceTime) {
    byte[] key = controls.key(record);
    byte[] value = controls.encode(record);
    for (PartitionId partition : partitions) {
      OpenRun run =
          start(
              partition,
              record.kind(),
              Optional.empty(),
              nodeTransaction,
              sourceTime,
              new HoldBack(Integer.MAX_VALUE));
      run.add(key, value);
      run.end(partitions.size());
    }
  }
}
