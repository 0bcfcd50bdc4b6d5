package dev.doppio.logreader;

import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.Optional;

/** A target in whose partitions an operator lets something pass, recorded there. */
public interface Skips extends AutoCloseable {
  /** Where a partition stands, without taking it over; empty when nothing was ever applied. */
  Optional<Checkpoint> look(PartitionId partition);

  /**
   * Lets a partition that nobody applies just now pass what stands in its way, and records it.
   *
   * @param who user and host of the operator
   * @param reason for those who come later
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_REFUSED while an applier holds the
   *     partition, CHECKPOINT_LOST when it stands elsewhere by now; nothing was written then
   */
  void skip(Skip skip, String who, String reason);

  @Override
  void close();
}
