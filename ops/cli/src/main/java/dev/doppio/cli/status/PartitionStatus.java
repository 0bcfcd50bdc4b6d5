package dev.doppio.cli.status;

import dev.doppio.cli.mastership.Standing;
import dev.doppio.logreader.LogLook.LastRun;
import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.Objects;
import java.util.Optional;

/**
 * A partition in one copy of the log.
 *
 * @param partition the partition
 * @param last its last run there; empty when it has none, or when it can't be read
 * @param tenure what ledger and log say; empty where no ledger was asked
 */
public record PartitionStatus(
    PartitionId partition, Optional<LastRun> last, Optional<Tenure> tenure) {
  public PartitionStatus {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(last);
    Objects.requireNonNull(tenure);
  }

  /** By the ledger; where there is none to ask, whoever wrote the last run. */
  public Optional<Origin> owner() {
    return tenure.isPresent()
        ? tenure.get().entry().flatMap(LedgerEntry::owner)
        : last.flatMap(LastRun::writer);
  }

  /** By the ledger; where there is none to ask, of the last run. */
  public Optional<Generation> generation() {
    return tenure.isPresent()
        ? tenure.get().entry().map(LedgerEntry::generation)
        : last.map(run -> Generation.of(run.scn()));
  }

  /** Empty where no ledger was asked. */
  public Optional<Standing> standing() {
    return tenure.map(Standing::of);
  }
}
