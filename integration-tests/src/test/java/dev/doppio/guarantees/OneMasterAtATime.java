package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.Orphans;
import dev.doppio.workload.Tenures;
import dev.doppio.workload.Tenures.Tenure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * G6 in the log: generations rise by one; a document is in the generation of its own tenure and in
 * no other; what a master committed is in the log up to some transaction, and beyond it among its
 * node's orphans; and none of it there when it gave the partition up itself.
 *
 * @param journal of a routed load
 * @param log what the stock consumer saw
 * @param orphans of all nodes
 * @param released the tenures that ended in a planned move
 */
public record OneMasterAtATime(Journal journal, LogDump log, Orphans orphans, Set<Tenure> released)
    implements Guarantee {
  @Override
  public List<Violation> violations() {
    List<Violation> violations = new ArrayList<>();
    assertThat(log.entries()).as("records in the log").isNotEmpty();
    for (List<LogEntry> entries : log.byPartition().values()) {
      int generation = 0;
      for (LogEntry entry : entries) {
        generation += entry.kind() == 1 ? 1 : 0;
        String place = entry.place();
        hold(entry.generation() == generation, violations, "%s: not %d", place, generation);
        written(entry, violations);
      }
    }
    cut(violations);
    return violations;
  }

  private static void written(LogEntry entry, List<Violation> violations) {
    Optional<Tenure> tenure = Tenures.of(entry.key());
    Tenure here = new Tenure(entry.generation(), entry.partition());
    if (entry.kind() == 0 && !entry.key().isEmpty()) {
      String place = entry.place();
      hold(tenure.equals(Optional.of(here)), violations, "%s: %s", place, entry.key());
    }
  }

  /** In each tenure once an orphan, always an orphan. */
  private void cut(List<Violation> violations) {
    Set<String> orphaned = new HashSet<>();
    orphans.changes().forEach(change -> orphaned.add(change.gtid() + " " + change.key()));
    Set<Tenure> over = new HashSet<>();
    int judged = 0;
    for (Journal.Committed transaction : journal.transactions()) {
      Set<Tenure> begun = new HashSet<>();
      for (Journal.Changed change : transaction.changes()) {
        Tenure tenure = Tenures.of(change.key()).orElseThrow();
        boolean orphan = orphaned.contains(transaction.gtid() + " " + change.key());
        String what = change.key() + " of " + transaction.gtid();
        hold(orphan || !over.contains(tenure), violations, "%s is no orphan any more", what);
        hold(!orphan || !released.contains(tenure), violations, "%s: released before", what);
        if (orphan) {
          begun.add(tenure);
        }
        judged++;
      }
      over.addAll(begun);
    }
    assertThat(judged).as("changes judged").isPositive();
  }

  private static void hold(
      boolean condition, List<Violation> violations, String format, Object... arguments) {
    Violation.unless(condition, violations, Kind.OUT_OF_ORDER, format, arguments);
  }
}
