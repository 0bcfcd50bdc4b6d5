package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.Orphans;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * G1 where nobody heard the answer to a commit: every transaction that the binlog has of a database
 * is in the log, or, where its partition was another node's, among the orphans.
 *
 * @param binlog GTIDs with rows of the database, by mysqlbinlog
 * @param log what the stock consumer saw
 * @param orphans of all nodes
 */
public record BinlogInTheLog(List<String> binlog, LogDump log, Orphans orphans)
    implements Guarantee {
  /** Where no node ever lost a partition. */
  public BinlogInTheLog(List<String> binlog, LogDump log) {
    this(binlog, log, Orphans.none());
  }

  @Override
  public List<Violation> violations() {
    assertThat(binlog).as("transactions in the binlog").isNotEmpty();
    List<Violation> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>(orphans.changesByGtid().keySet());
    log.entries().forEach(entry -> entry.gtid().ifPresent(seen::add));
    for (String gtid : binlog) {
      Violation.unless(
          seen.contains(gtid), violations, Kind.LOST, "%s of the binlog is not in the log", gtid);
    }
    return violations;
  }
}
