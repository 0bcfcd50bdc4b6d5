package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.LogDump;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * G1 where nobody heard the answer to a commit: every transaction that the binlog has of a database
 * is in the log.
 *
 * @param binlog GTIDs with rows of the database, by mysqlbinlog
 * @param log what the stock consumer saw
 */
public record BinlogInTheLog(List<String> binlog, LogDump log) implements Guarantee {
  @Override
  public List<Violation> violations() {
    assertThat(binlog).as("transactions in the binlog").isNotEmpty();
    List<Violation> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    log.entries().forEach(entry -> entry.gtid().ifPresent(seen::add));
    for (String gtid : binlog) {
      Violation.unless(
          seen.contains(gtid), violations, Kind.LOST, "%s of the binlog is not in the log", gtid);
    }
    return violations;
  }
}
