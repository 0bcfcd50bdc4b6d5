package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import java.util.HashMap;
import java.util.Map;

/** What one transaction of the target has done so far; counts only once it is committed. */
final class Tally {
  private final Map<TableName, Long> drift = new HashMap<>();
  private long upserted;
  private long deleted;
  private long discarded;

  void upserted(int rows) {
    upserted += rows;
  }

  void deleted(long rows) {
    deleted += rows;
  }

  void discarded(int rows) {
    discarded += rows;
  }

  void drift(TableName table, int rows) {
    drift.merge(table, (long) rows, Long::sum);
  }

  long upserted() {
    return upserted;
  }

  long deleted() {
    return deleted;
  }

  long discarded() {
    return discarded;
  }

  Map<TableName, Long> drift() {
    return drift;
  }
}
