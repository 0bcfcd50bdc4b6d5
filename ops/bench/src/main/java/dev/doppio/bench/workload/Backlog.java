package dev.doppio.bench.workload;

import dev.doppio.schemas.gtid.GtidSet;
import java.util.Objects;

/**
 * A stretch of binlog to be drained.
 *
 * @param workload what is in it
 * @param database whose table {@code documents} it filled
 * @param before executed when it began, everything
 * @param after executed when it ended, everything
 * @param binlogBytes its length
 */
public record Backlog(
    Workload workload, String database, GtidSet before, GtidSet after, long binlogBytes) {
  /** The one table that counts. */
  public static final String TABLE = "documents";

  public Backlog {
    Objects.requireNonNull(workload);
    Objects.requireNonNull(database);
    if (!after.contains(before) || binlogBytes < 1) {
      throw new IllegalArgumentException("a backlog ends behind its beginning");
    }
  }

  public long rows() {
    return workload.rows();
  }
}
