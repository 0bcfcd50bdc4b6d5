package dev.doppio.logwriter;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition without a run for an interval gets a heartbeat: everything that the source committed
 * there up to this time is in the log. By the source's clock alone: a source that is not heard of
 * gives none, so that its lag stays unknown and isn't shown as zero.
 */
final class Heartbeats {
  private final Duration interval;
  private final Runs runs;
  private Instant next = Instant.EPOCH;

  Heartbeats(Duration interval, Runs runs) {
    this.interval = interval;
    this.runs = runs;
  }

  /** The source has said its time, and no source transaction is open. */
  void sourceIsAt(Instant sourceTime, long nodeTransaction) {
    if (sourceTime.isBefore(next)) {
      return;
    }
    List<PartitionId> silent = new ArrayList<>();
    Instant earliest = sourceTime;
    for (PartitionStanding standing : runs.standings()) {
      if (standing.sourceTime().plus(interval).isAfter(sourceTime)) {
        earliest = standing.sourceTime().isBefore(earliest) ? standing.sourceTime() : earliest;
      } else {
        silent.add(standing.id());
      }
    }
    next = earliest.plus(interval);
    for (PartitionId partition : silent) {
      runs.control(
          List.of(partition), new ControlRecord.Heartbeat(sourceTime), nodeTransaction, sourceTime);
    }
  }
}
