package dev.doppio.logreader;

import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;

/**
 * Commits that become durable later than their transactions end: for a target where a commit is so
 * dear that one has to hold transactions of many partitions. A {@link TargetPartition} that has one
 * is offered transactions where it need not have them durable at once, and asked afterwards; until
 * then nothing of them counts as applied. Called in the order and by the thread of its partition.
 *
 * <p>What was offered becomes durable in order, each transaction whole, or not at all: after a
 * failure, which any call of the partition may throw, the partition is opened anew and says where
 * it stands.
 */
public interface Gathering {
  /**
   * Ends the transaction as {@link TargetPartition#commit} does, and leaves to the target when it
   * becomes durable. The next one may begin at once.
   */
  void offer(Checkpoint checkpoint);

  /**
   * The last run of what was offered and is durable; empty when nothing is so far. Asked at every
   * step, so that a target without threads of its own can do here what is due; it may block for as
   * long as a commit takes.
   */
  Optional<Scn> settled();

  /** Returns when everything that was offered is durable. */
  void settle();
}
