package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.Orphans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * G1 and G2: a stock consumer sees every journaled transaction, each change of it exactly once, and
 * each source transaction in at most one run of a partition. What a node committed to a partition
 * that it did not master is among its orphans instead, exactly once too.
 *
 * @param journal what MySQL acknowledged
 * @param log what the stock consumer saw
 * @param orphans of all nodes
 */
public record NothingLostOrTwice(Journal journal, LogDump log, Orphans orphans)
    implements Guarantee {
  /** Where no node ever lost a partition. */
  public NothingLostOrTwice(Journal journal, LogDump log) {
    this(journal, log, Orphans.none());
  }

  @Override
  public List<Violation> violations() {
    assertThat(journal.transactions()).as("journaled transactions").isNotEmpty();
    List<Violation> violations = new ArrayList<>();
    Map<String, List<String>> seen = log.changesByGtid();
    orphans
        .changesByGtid()
        .forEach(
            (gtid, changes) ->
                seen.computeIfAbsent(gtid, none -> new ArrayList<>()).addAll(changes));
    for (Journal.Committed transaction : journal.transactions()) {
      Map<String, Integer> surplus = new HashMap<>();
      seen.getOrDefault(transaction.gtid(), List.of())
          .forEach(change -> surplus.merge(change, 1, Integer::sum));
      for (Journal.Changed change : transaction.changes()) {
        String expected = change.table() + " " + change.key() + " " + change.operation();
        surplus.merge(expected, -1, Integer::sum);
      }
      surplus.forEach((change, more) -> judge(transaction.gtid(), change, more, violations));
    }
    log.byPartition().forEach((number, entries) -> eachOnce(number, entries, violations));
    return violations;
  }

  private static void judge(String gtid, String change, int more, List<Violation> violations) {
    if (more != 0) {
      Kind kind = more < 0 ? Kind.LOST : Kind.DOUBLED;
      violations.add(new Violation(kind, change + " of " + gtid + ": " + more + " in the log"));
    }
  }

  private static void eachOnce(int partition, List<LogEntry> entries, List<Violation> violations) {
    Set<String> known = new HashSet<>();
    for (LogEntry entry : entries) {
      if (entry.begin() && entry.kind() == 0) {
        String gtid = entry.gtid().orElseThrow();
        Violation.unless(
            known.add(gtid),
            violations,
            Kind.DOUBLED,
            "%s has two runs in partition %d, the second at %s",
            gtid,
            partition,
            entry.place());
      }
    }
  }
}
