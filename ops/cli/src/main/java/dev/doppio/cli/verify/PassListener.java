package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Optional;

/** Hears what comes of a pass, on its thread. */
interface PassListener {
  /** Rows were read at the source. */
  void read(int rows);

  /** So many documents are equal. */
  void equal(TableName table, int documents);

  /**
   * These differ, each for certain.
   *
   * @return those that are to be compared again: somebody was about to repair them
   */
  List<DocumentPlace> found(TablePlan plan, List<Finding> findings);

  /** All of a table up to this key is done, or is among those that are read again. */
  void passed(TableName table, Optional<List<String>> upTo);
}
