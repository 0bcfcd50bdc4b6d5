package dev.doppio.bench.workload;

/** What the transactions of a workload do. */
public enum Mix {
  /** New documents. */
  INSERTS {
    @Override
    void transaction(Documents documents, int rows, long from, long number, StringBuilder sql) {
      documents.insert(number * rows, rows, sql);
    }
  },

  /**
   * Half of the changes make a document, the other half change an earlier one, drawn at random of
   * those of the same writer: within each transaction, or in turn where it has one row.
   */
  HALF_UPDATES {
    @Override
    void transaction(Documents documents, int rows, long from, long number, StringBuilder sql) {
      long before = made(rows, number);
      long after = made(rows, number + 1);
      int inserts = (int) (after - before);
      documents.upsert(before, inserts, rows - inserts, made(rows, from), sql);
    }
  };

  /** Documents that were made before this transaction. */
  private static long made(int rows, long transaction) {
    return rows == 1 ? (transaction + 1) / 2 : transaction * (rows / 2);
  }

  /**
   * One statement.
   *
   * @param rows of it
   * @param from first transaction of the same writer, an even one
   * @param number of the transaction in the workload
   */
  abstract void transaction(
      Documents documents, int rows, long from, long number, StringBuilder sql);
}
