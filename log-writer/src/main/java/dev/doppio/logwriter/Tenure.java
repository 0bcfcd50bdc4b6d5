package dev.doppio.logwriter;

import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What ledger and log say about the mastership of one partition.
 *
 * @param partition the partition
 * @param entry of the ledger; empty when nobody ever mastered it
 * @param end last run in the log; empty in a new log
 */
public record Tenure(PartitionId partition, Optional<LedgerEntry> entry, Optional<Scn> end) {
  public Tenure {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(entry);
    Objects.requireNonNull(end);
  }

  /** True when the log holds the opening of the ledger's generation. */
  public boolean isOpened() {
    return generationOf(entry).isPresent() && generationOf(entry).equals(end.map(Generation::of));
  }

  /** True when the ledger gives out a generation that the log has not opened yet. */
  public boolean isUnfinished() {
    int inLog = end.map(Scn::generation).orElse(0);
    return generationOf(entry).filter(given -> given.number() > inLog).isPresent();
  }

  /**
   * The generation of the next owner, above all that ledger and log know.
   *
   * @param lostDatacenter true when the ledger of the partition's own datacenter can't be reached
   * @throws IllegalStateException see {@link Generation#next()}
   */
  public Generation next(boolean lostDatacenter) {
    return Stream.of(generationOf(entry), end.map(Generation::of))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .map(last -> lostDatacenter ? last.afterLostDatacenter() : last.next())
        .orElse(Generation.first());
  }

  private static Optional<Generation> generationOf(Optional<LedgerEntry> entry) {
    return entry.map(LedgerEntry::generation);
  }
}
