package dev.doppio.logwriter;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.Map;
import java.util.Optional;

/**
 * Who masters which partition, agreed on by all nodes of one Kafka cluster. Used by one thread.
 * Every method throws {@link dev.doppio.schemas.failure.DoppioException} LOG_UNAVAILABLE or
 * LOG_REFUSED.
 */
public interface Ledger {
  /**
   * All entries. What any process had replaced before this call is in them; where that is still
   * open, its outcome is waited for.
   */
  Map<PartitionId, LedgerEntry> read();

  /** All entries as far as they can be had at once: what was replaced last may show later. */
  Map<PartitionId, LedgerEntry> look();

  /**
   * Compare and set. Of several at a time for one partition one wins at most.
   *
   * @param expected what the partition's entry has to be, empty for none
   * @return false when it is another, or another process came between
   */
  boolean replace(PartitionId partition, Optional<LedgerEntry> expected, LedgerEntry next);
}
