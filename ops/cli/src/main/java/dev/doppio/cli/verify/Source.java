package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import java.util.List;
import java.util.Optional;

/** The storage node, as far as it is compared. Used by one thread. */
interface Source {
  /** Structure of a table as it is now; empty when it is gone, or is no longer captured. */
  Optional<TableVersion> version(TableName table);

  /** Waits until the server has executed all of these. */
  void awaitExecuted(GtidSet transactions);

  /**
   * The first rows of a stretch in the order of the key, as one statement sees them.
   *
   * @param limit rows at most; a stretch of single documents is read as a whole
   */
  List<RowDigest> read(TablePlan plan, Stretch stretch, int limit);

  /** Fields of the key of the n-th row of a stretch; empty where there are less. */
  Optional<List<String>> keyOf(TablePlan plan, Stretch stretch, int row);

  /** All rows of a stretch in one figure, as one statement sees them. */
  Sum total(TablePlan plan, Stretch stretch);

  /** Every transaction that a statement before this call may have seen. */
  GtidSet visible();

  /** Those of these that will never be committed: they were rolled back. */
  GtidSet givenUp(GtidSet awaited);

  /** How many rows a table has, by the server's estimate. */
  long estimate(TableName table);
}
