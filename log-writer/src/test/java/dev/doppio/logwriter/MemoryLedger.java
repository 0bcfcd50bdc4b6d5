package dev.doppio.logwriter;

import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ledger in memory, one for all nodes. Not thread-safe. */
public final class MemoryLedger implements Ledger {
  private final Map<PartitionId, LedgerEntry> entries = new TreeMap<>();

  @Override
  public Map<PartitionId, LedgerEntry> read() {
    return new TreeMap<>(entries);
  }

  @Override
  public Map<PartitionId, LedgerEntry> look() {
    return read();
  }

  @Override
  public boolean replace(PartitionId partition, Optional<LedgerEntry> expected, LedgerEntry next) {
    if (!Optional.ofNullable(entries.get(partition)).equals(expected)) {
      return false;
    }
    entries.put(partition, next);
    return true;
  }

  /** What a deleted topic leaves. */
  public void forget(PartitionId partition) {
    entries.remove(partition);
  }
}
