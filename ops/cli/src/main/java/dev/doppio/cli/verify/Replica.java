package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.ReplicaTable;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The replica, as far as it is compared. Used by one thread. */
interface Replica {
  /** What it has of a table. */
  ReplicaTable table(TableVersion version);

  /** Where each partition stands now; one that nothing was applied of is not in it. */
  Map<PartitionId, Scn> checkpoints();

  /** All rows of a stretch and the checkpoints, of one moment. */
  Read read(TablePlan plan, Stretch stretch);

  /** The same with all rows in one figure. */
  Read sum(TablePlan plan, Stretch stretch);

  /**
   * Rows at a place of the log.
   *
   * @param at where each partition stood
   * @param rows none where there is no such table
   * @param sum where that was asked for
   */
  record Read(Map<PartitionId, Scn> at, List<RowDigest> rows, Optional<Sum> sum) {
    public Read {
      at = Map.copyOf(at);
      rows = List.copyOf(rows);
      Objects.requireNonNull(sum);
    }
  }
}
