package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * G4 in the log: each run is contiguous from B to E, its ordinals and its row count agree, and E
 * tells in how many partitions the source transaction is found.
 *
 * @param log what the stock consumer saw
 */
public record TransactionsWholeInTheLog(LogDump log) implements Guarantee {
  @Override
  public void check() {
    assertThat(log.entries()).as("records in the log").isNotEmpty();
    Map<String, Integer> found = new HashMap<>();
    Map<String, Integer> told = new HashMap<>();
    for (List<LogEntry> entries : log.byPartition().values()) {
      int ordinal = 0;
      int rows = 0;
      String gtid = "";
      boolean open = false;
      for (LogEntry entry : entries) {
        assertThat(entry.begin()).as("%s begins a run", entry.place()).isEqualTo(!open);
        ordinal = entry.begin() ? 0 : ordinal + 1;
        rows = (entry.begin() ? 0 : rows) + (isRow(entry) ? 1 : 0);
        gtid = entry.begin() ? entry.gtid().orElseThrow() : gtid;
        open = !entry.end();
        assertThat(entry.ordinal()).as(entry.place()).isEqualTo(ordinal);
        if (entry.end()) {
          assertThat(entry.rows().orElseThrow()).as("rows at %s", entry.place()).isEqualTo(rows);
          if (entry.kind() == 0) {
            found.merge(gtid, 1, Integer::sum);
            told.put(gtid, entry.partitions().orElseThrow());
          }
        }
      }
      assertThat(open).as("a run is open at the end of the log").isFalse();
    }
    assertThat(found).as("partitions of each transaction").isEqualTo(told);
  }

  private static boolean isRow(LogEntry entry) {
    boolean document = entry.kind() == 0 || entry.kind() == 5;
    return document && entry.lastSegment() && entry.value().length > 0;
  }
}
