package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** What is compared with the source: a MySQL replica, an index, tables. Used by one thread. */
interface Replica extends AutoCloseable {
  /** What it has of a table. */
  KeptTable table(TableVersion version);

  /** Where each partition stands now; one that nothing was applied of is not in it. */
  Map<PartitionId, Scn> checkpoints();

  /**
   * True when it reads the documents between two keys, by the order that the source has. One that
   * does not is asked for documents by their keys, and for its {@link #others}.
   */
  boolean isOrdered();

  /**
   * Documents of a stretch and the checkpoints; of each partition both are of one moment.
   *
   * @param shown by the source; these alone are read where it has no order
   */
  Read read(TablePlan plan, Stretch stretch, Collection<DocumentPlace> shown);

  /** The same with all rows in one figure. Asked only of one that {@link #isOrdered}. */
  Read sum(TablePlan plan, Stretch stretch);

  /**
   * Documents of a table that nobody has asked for yet. Asked only of one that is not {@link
   * #isOrdered}.
   *
   * @param known true of those that are left out
   * @param most of them at most; none when there are no more
   */
  List<DocumentPlace> others(TablePlan plan, Predicate<KeptKey> known, int most);

  @Override
  void close();

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
