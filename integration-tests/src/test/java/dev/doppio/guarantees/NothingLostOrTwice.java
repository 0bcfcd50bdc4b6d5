package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * G1 and G2: a stock consumer sees every journaled transaction, each change of it exactly once, and
 * each source transaction in at most one run of a partition.
 *
 * @param journal what MySQL acknowledged
 * @param log what the stock consumer saw
 */
public record NothingLostOrTwice(Journal journal, LogDump log) implements Guarantee {
  @Override
  public void check() {
    assertThat(journal.transactions()).as("journaled transactions").isNotEmpty();
    Map<String, List<String>> seen = log.changesByGtid();
    for (Journal.Committed transaction : journal.transactions()) {
      List<String> expected =
          transaction.changes().stream()
              .map(c -> c.table() + " " + c.key() + " " + c.operation())
              .collect(Collectors.toCollection(ArrayList::new));
      assertThat(seen.getOrDefault(transaction.gtid(), List.of()))
          .as("changes of %s in the log", transaction.gtid())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    log.byPartition().forEach(NothingLostOrTwice::checkRunsAreUnique);
  }

  private static void checkRunsAreUnique(int partition, List<LogEntry> entries) {
    List<String> gtids =
        entries.stream()
            .filter(entry -> entry.begin() && entry.kind() == 0)
            .map(entry -> entry.gtid().orElseThrow())
            .toList();
    assertThat(gtids).as("source transactions in partition %d", partition).doesNotHaveDuplicates();
  }
}
